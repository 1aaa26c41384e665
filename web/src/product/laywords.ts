/** What is said of laying a brought model on another side; few visits ever read it. */

export const layWords = {
  better: 'Lay it on its better side',
  fits: 'Lay it so that it fits',
  tried: 'We tried it: lying that way, this is gone.',
  proposed: 'The model is too fine to try this beforehand; the check looks at it as soon as it lies so.',
} as const;
