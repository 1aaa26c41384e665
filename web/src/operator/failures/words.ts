/** What the print room says of failed prints. */

export const words = {
  reason: 'What happened',
  choose: 'Please choose',
  more: 'In your words',
  picture: 'A picture',
  note: 'Write down',
  again: 'Write down and print again',
  leave: 'Leave it',
  none: 'No print has failed.',
  products: 'By product',
  latest: 'Latest',
  asking: 'Counting …',
} as const;
