/** What a line is for: slicers' names for it, in plain words and a colour that tells it from the others. */

export interface Kind {
  title: string;
  colour: string;
}

/** Told apart by people who see few colours, too: light and dark alternate. */
const KINDS: Readonly<Record<string, Kind>> = {
  'External perimeter': { title: 'Outer wall', colour: '#b4541a' },
  Perimeter: { title: 'Inner wall', colour: '#e8ae49' },
  'Overhang perimeter': { title: 'Wall in the air', colour: '#1b4fa0' },
  'Internal infill': { title: 'Sparse filling', colour: '#a9b4ba' },
  'Solid infill': { title: 'Solid filling', colour: '#7a6fae' },
  'Top solid infill': { title: 'Top', colour: '#c2537f' },
  'Bridge infill': { title: 'Bridge', colour: '#3f9bd1' },
  'Internal bridge infill': { title: 'Inner bridge', colour: '#86c3e6' },
  'Gap fill': { title: 'Gap filling', colour: '#2b2b2b' },
  'Skirt/Brim': { title: 'Skirt and brim', colour: '#5f8f4e' },
  'Support material': { title: 'Support', colour: '#8fae3c' },
  'Support material interface': { title: 'Top of support', colour: '#536b1c' },
  Ironing: { title: 'Ironing', colour: '#e3a6bd' },
  'Wipe tower': { title: 'Wipe tower', colour: '#b9aa86' },
};
const OTHER = '#6f7a80';

/** What is not known by name keeps the slicer's. */
export function kindOf(name: string): Kind {
  return KINDS[name] ?? { title: name, colour: OTHER };
}

export const LOST = '#d3122a';
export const FAT = '#8a00c8';
