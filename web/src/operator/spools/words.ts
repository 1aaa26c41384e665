/** What the print room says of spools. */

export const words = {
  nothing: 'No spool is registered yet. What a printer prints from is then not known, and nothing is checked.',
  help: 'Prints take what their slice weighs off the spool on their printer. Where none is registered nothing is checked.',
  shelf: 'on the shelf',
  where: 'Where it is',
  weigh: 'Weigh',
  grams: 'Grams of filament left',
  gross: 'Grams on the scale, with its reel',
  note: 'Write down',
  leave: 'Leave it',
  retire: 'Put away',
  add: 'Add a spool',
  material: 'Material',
  colour: 'Colour',
  unknownColour: 'not known',
  full: 'Filament, g',
  reel: 'Empty reel, g',
  lot: 'Lot',
  cost: 'Cost',
  optional: 'if known',
  take: 'Take over from Spoolman',
  takeHelp: 'The file that it exports (JSON or CSV), or what it answers at /api/v1/spool.',
  file: 'File',
} as const;

/** "2 added, 1 here already, 0 archived over there". */
export function came(added: number, known: number, archived: number): string {
  return `${added} added, ${known} here already, ${archived} archived over there`;
}
