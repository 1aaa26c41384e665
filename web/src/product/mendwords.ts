/** What a mend says by itself; apart from `words.ts`, for few visits ever read it. */

export const mendWords = {
  look: 'Find values that print as drawn',
  looking: (tried: number) => `Looking for values that print: ${tried} tried`,
  one: (line: string) => `Make it printable: ${line}`,
  improve: (line: string) => `Make it print as drawn: ${line}`,
  several: (count: number) => `${count} changes`,
  make: (count: number) => (count === 1 ? 'Make this change' : `Make these ${count} changes`),
  choose: 'What to change',
  ends: (numbers: readonly number[], beside: readonly string[]) =>
    `ends ${numbers.join(', ')}${beside.length ? `, together with ${beside.join(' and ')}` : ''}`,
  alone: (value: string) => `Make it ${value}`,
  picture: 'How it would look',
  none: 'No values were found that print. What you asked for has to change further than we look.',
  late: 'We stopped looking before values were found. Try with fewer features.',
  furthest: 'The nearest that gets furthest still has something to look at.',
  found: (lines: readonly string[]) => `It would print with: ${lines.join('; ')}.`,
  failed: 'Could not look for values that print just now.',
  again: 'Try again',
};
