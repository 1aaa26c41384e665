/** Everything the shop window says by itself. */

export const words = {
  draft: 'Draft',
  heading: 'Made to your measure',
  list: 'Order many at once, from a list',
  how: 'Pick a thing, set its sizes, turn it in 3D. We tell you what cannot be printed before you order.',
  from: 'from',
  own: 'Print your own file',
  ownHow: 'Drop a model here, or choose one. We look it over, and show you what can be printed of it.',
  empty: 'There is nothing on the shelf yet.',
  printRoom: 'Print room',
  broken: 'Templates that could not be read',
} as const;
