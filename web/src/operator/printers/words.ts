/** What the print room says of printers that are added. */

export const words = {
  near: 'Found on this network',
  address: 'Its address',
  addressHelp: 'As octopi.local, or 192.168.1.40. It is where the printer’s own page opens.',
  key: 'Key or password',
  keyHelp: 'Of OctoPrint, Moonraker, PrusaLink or Duet; the access code of a Bambu Lab printer.',
  bambu: 'It is a Bambu Lab printer',
  serial: 'Serial number',
  serialHelp: 'Its screen shows it under Settings, Device.',
  look: 'Look who is there',
  looking: 'Looking…',
  missing: 'It asks for a key. Write it above and look again.',
  refused: 'It does not take this key. Look at it once more; nothing was added.',
  name: 'Name',
  machine: 'Profile',
  machineHelp: 'What it is sliced for. Others are found by a word of their name, as MK3S or Ender.',
  proposed: 'It could be',
  noProposal: 'Nothing is proposed: the host does not say what its machine is. Type a word of its name.',
  materials: 'Loaded, or can be at once',
  keep: 'Add this printer',
  keeping: 'Adding…',
  added: 'Added here',
  settings: 'Printers of the settings file are taken out there.',
  remove: 'Take away',
} as const;

const makes: Record<string, string> = {
  octoprint: 'OctoPrint',
  moonraker: 'Moonraker (Klipper)',
  prusalink: 'PrusaLink',
  bambu: 'Bambu Lab',
  duet: 'Duet',
};

/** "OctoPrint answers." */
export function answers(driver: string): string {
  return `${make(driver)} answers.`;
}

export function make(driver: string): string {
  return makes[driver] ?? driver;
}

/** "Ash is here now. Look at its plate, then it prints." */
export function here(name: string): string {
  return `${name} is here now. Once somebody has looked at its plate, it prints.`;
}
