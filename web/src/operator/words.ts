/** Everything the print room says by itself. */

import { age } from '../shared/format';
import type { Job } from '../wire/jobs';
import type { Side, WindowName } from './room';

export const words = {
  title: 'Print room',
  printers: 'Printers',
  allWell: 'All printers are busy or ready',
  queue: 'Next in the queue',
  empty: 'Nothing waits.',
  job: 'Job',
  material: 'Material',
  time: 'Time',
  goesTo: 'Goes to',
  due: 'Due',
  setDue: 'Set due',
  late: 'late',
  actions: 'Actions',
  printed: 'It printed',
  notPrinted: 'It did not',
  noPrinter: 'No printer is set up yet.',
  notSignedIn: 'The print room is for those who run the printers',
  oneTime: 'On the computer the shop runs on, ask for a one-time link and open it in this browser:',
  command: 'python -m server admin link',
  linkOnce: 'The link works once and signs this browser in.',
  nozzle: 'Nozzle',
  bed: 'Bed',
  left: 'left',
  unknownPlate: 'not placed yet',
  neverSeen: 'not heard of yet',
  held: 'Held before printing',
  layers: 'Layers',
  more: 'More',
  less: 'Less',
  whyNot: 'Why no printer takes it now',
  ready: 'Ready.',
  nothingNext: 'Nothing in the queue fits it.',
  larger: 'Larger',
  sides: 'What to look at',
  now: 'now',
  temperatureChart: 'Nozzle and bed over the last four hours:',
  noReadings: 'No temperature was heard of in the last four hours.',
  history: 'History',
  hideHistory: 'Hide the history',
  noHistory: 'Nothing has happened yet.',
  proved: 'As it will print',
  showPlace: 'Show the place',
  hidePlace: 'Hide the place',
  line: 'Line',
  wholeFile: 'The file as a whole',
  warned: 'What the checks warn of',
  warnedHelp: 'It prints, but perhaps not as drawn. Say why it may pass; the reason is shown with the order.',
  waive: 'Let it pass',
  reason: 'Why it may pass',
  confirm: 'Waive',
  never: 'Leave it',
  waits: 'waits for this',
  noAnswer: 'The shop did not answer.',
  refusedWays:
    'Nothing was sent to a printer. Try again slices it anew; if it is refused again, look at the profile of this machine and material.',
  sheet: 'Unpack sheet',
  whatCameOff: 'What came off: unpack sheet, and what failed',
  merge: 'Put the ticked plates on one',
  tick: 'Tick to put on one plate',
  cancelOrder: 'Cancel order',
  sayWhy: 'Say why it failed',
  stopNow: 'Stop',
  pause: 'Pause',
  resume: 'Go on',
  outOfService: 'Out of service',
  takeOut: 'Out of service',
  bringBack: 'Back in service',
  whyOut: 'Why it takes nothing for now',
} as const;

export const sideWords: Record<Side, string> = {
  layers: words.layers,
  job: 'Job',
  temperatures: 'Temperatures',
  camera: 'Camera',
  history: 'History',
};

export const windowWords: Record<WindowName, string> = {
  failures: 'What fails',
  printers: 'Add a printer',
  spools: 'Spools',
  stopping: 'Stop the whole farm',
};

/** On the badge of a printer that needs a human, in place of what it does. */
export const needWords = {
  bed_clear: 'Clear the plate',
  decide: 'Decide',
  look: 'Look at it',
  connect: 'Not connected',
} as const;

/** "2 things need you". */
export function need(count: number): string {
  if (count === 0) return words.allWell;
  return count === 1 ? '1 thing needs you' : `${count} things need you`;
}

/** "Order 1042, Sana, plate 1 of 2"; of a shared plate how many orders it has. */
export function orderWords(job: Job): string {
  const whose =
    job.orders.length === 1 ? `Order ${job.orders.join('')}, ${job.customer}` : `${job.orders.length} orders`;
  return job.plates > 1 ? `${whose}, plate ${job.plate} of ${job.plates}` : whose;
}

/** "12 min ago." */
export function finished(minutes: number): string {
  return minutes < 1 ? 'Just now.' : `${age(minutes * 60)} ago.`;
}

export function noWord(age: string): string {
  return `no word for ${age}`;
}

/** "72 % full". */
export function full(share: number): string {
  return `${Math.round(share * 100)} % full`;
}

/** "214.8 °C, wanted 215"; "not told" where the printer does not say. */
export function degrees(now: number | null | undefined, wanted: number | null | undefined): string {
  if (now === null || now === undefined) return 'not told';
  return `${now.toFixed(1)} °C${wanted ? `, wanted ${wanted.toFixed(0)}` : ''}`;
}

/** "14:05". */
export function hour(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(new Date(at * 1000));
}
