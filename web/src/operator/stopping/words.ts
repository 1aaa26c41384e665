/** What the print room says of stopping the whole farm. */

export const words = {
  willStop: 'These are told to stop at once, and again until they stand. What they print has failed.',
  noneMoves: 'No printer prints or heats, as far as is known.',
  nothingStarts: 'These start nothing until they are brought back:',
  press: 'Stop them all now',
  answers: 'What each printer answers',
  bringBack: 'Bring back what stood still',
  switch: 'The shop is no safety device. Where in doubt, use the power switch.',
  unknown: 'It is not known how it stands.',
  rests: 'These stood still, and start nothing:',
} as const;
