/** Everything the product page says by itself. */

export const words = {
  undo: 'Undo',
  redo: 'Redo',
  copy: 'Copy link',
  copied: 'Link copied',
  notCopied: 'Copy it from the address bar',
  helpMe: 'Help me choose',
  alsoNeeded: 'You also need',
  howTo: 'How to measure',
  search: 'Search',
  bringFile: 'Choose a file',
  orDrop: 'or drop it here, or paste it',
  reading: 'Reading the file',
  yours: 'Your file',
  addRow: 'Add a row',
  loadList: 'Load a CSV file',
  pasteHint: 'You can paste rows from a spreadsheet.',
  draft: 'Draft: not every setting of this product is proven to print yet.',
  changedSince: 'This design was made with an older version. What is not as it was:',
  fine: 'All right',
  buildStopped: 'The template’s code stopped. The last model that could be built is still shown.',
  broken: 'The template’s file does not load. The last version that did is still shown.',
  startFrom: 'Start from',
  more: 'More settings',
  material: 'Material',
  colour: 'Colour',
  quantity: 'How many',
  order: 'Order this one',
  price: 'Price',
  time: 'Print time',
  plastic: 'Plastic',
  each: ' each',
  view: 'View',
  sizes: 'Sizes',
  cut: 'Cut open',
  cutAcross: 'Cut across',
  axes: { x: 'Width', y: 'Depth', z: 'Height' },
  flip: 'Other half',
  where: 'Where to cut',
  poses: 'How it lies',
  assembled: 'Assembled',
  printed: 'As printed',
  inUse: 'In use',
  reset: 'Reset view',
  measure: 'Measure',
  outside: 'Outside',
  outsideMm: 'Outside, mm',
  edge: 'Straight edge',
  curve: 'Curved edge',
  circle: 'Round edge',
  arc: 'Rounded edge',
  diameter: 'diameter',
  radius: 'radius',
  along: 'length',
  distance: 'Distance',
  across: 'across',
  deep: 'front to back',
  up: 'up',
  keep: 'Keep to compare',
  kept: 'Kept',
  now: 'Now',
  keptPicture: 'The one you kept, in 3D',
  yes: 'yes',
  no: 'no',
  none: 'none',
  updating: 'Updating',
  ready: 'Ready to print',
  allPass: 'Walls, letters and overhangs all pass.',
  checking: 'Checking whether it prints',
  leaveEmpty: 'Leave it empty',
  goBack: 'Go back one step',
  again: 'Try again',
  reload: 'Load the page again',
  doNotFit:
    'These settings do not go together. The last one that worked is still shown; the fields say what would fit.',
  notMade:
    'This one could not be made. The last one that worked is still shown: go back one step, or try other values.',
  busy: 'Many people are designing at the moment. Your change is kept, and is drawn as soon as it is its turn.',
  unreachable: 'The shop does not answer just now. Your choices are kept; try again in a moment.',
  changed: 'This product was changed in the shop while you looked at it. Load the page again to see it as it is now.',
  lost: 'The 3D picture was lost; your browser is bringing it back. Your choices are kept.',
  flat: 'Your browser shows no 3D, so this is a drawn picture. Everything else works as usual.',
  keys: 'Arrow keys turn the view, plus and minus zoom, 0 resets it.',
  nothingOrdered: 'Nothing was ordered.',
  aboutNeed: 'Made for',
  aboutNot: 'Better not',
  aboutBy: 'Drawn by',
  notFound: 'There is no such product here.',
  toShop: 'See all products',
} as const;

/** "2 things to look at". */
export function thingsToLookAt(count: number): string {
  return count === 1 ? '1 thing to look at' : `${count} things to look at`;
}

/** "lid, 4 alike": whose edges they are, and how many measure the same. */
export function alike(count: number, part: string): string {
  return [part, count > 1 ? `${count} alike` : ''].filter(Boolean).join(', ');
}

/** "Every setting is proven: 1,240 were tried." */
export function provenAt(settings: number): string {
  return `Every setting is proven to print: ${settings.toLocaleString('en')} were tried.`;
}

export function slotColour(title: string): string {
  return `Colour: ${title}`;
}

export function removeRow(number: number): string {
  return `Remove row ${number}`;
}

export function toleranceWords(tolerance: number): string {
  return `To within ${tolerance} mm is good enough.`;
}

export function lineOf(file: string, line: number | null): string {
  return line === null ? file : `${file}, line ${line}`;
}

export function useNearest(value: string): string {
  return `Use ${value}`;
}
