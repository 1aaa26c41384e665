/** Everything the order page says by itself. */

export const words = {
  waived: 'Looked at by the workshop,',
  alsoNeeded: 'You also need',
  order: 'Order',
  options: 'What you chose',
  price: 'Price',
  bySlice: 'What it is made up of; reckoned by the slice',
  byEstimate: 'What it is made up of; reckoned by an estimate, and kept',
  material: 'Plastic',
  pieces: 'Pieces',
  size: 'Size',
  placed: 'Ordered',
  readyBy: 'Ready by',
  keep: 'Keep this address',
  keepWhy: 'It is the only key to this order: whoever has it can see the order.',
  copy: 'Copy address',
  copied: 'Address copied',
  notCopied: 'Copy it from the address bar',
  again: 'Order again',
  ordering: 'Ordering…',
  change: 'Change it',
  against: 'The same design, digest',
  notFound: 'There is no such order, or its address is not complete.',
  toShop: 'See all products',
  left: 'left',
  look: 'See how it will be printed',
  layers: 'Layer by layer',
  trouble: 'A person is looking at it',
  notAgain: 'It was not ordered again.',
  againUnknown: 'The shop did not answer. Press once more: the same order is never taken twice.',
} as const;

/** "on Fern" or, for an order of several plates, "Plate 2 of 3, on Fern". */
export function whereItIs(printer: string | null, plate: number, plates: number): string {
  const parts = [plates > 1 ? `Plate ${plate} of ${plates}` : '', printer ? `on ${printer}` : ''].filter(Boolean);
  return parts.join(', ');
}
