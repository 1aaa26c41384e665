/** What the hints say besides their own words; apart from `words.ts`, for they come when the form has long been there. */

export const hintWords = {
  name: 'For less money',
  use: 'Use this',
  more: (count: number) => (count === 1 ? 'One more way' : `${count} more ways`),
  found: (lines: readonly string[]) => `For less money: ${lines.join('; ')}.`,
};
