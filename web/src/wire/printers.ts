/** A printer, as the print room sees it. */

import type { Instant } from './basics';

export interface PrinterJob {
  id: string;
  title: string;
  sheet: string;
  order: string | null;
  colour: string | null;
  state: string;
  words: string;
  progress: number | null;
  seconds_left: number | null;
  drawn: boolean;
  layer: number | null;
  layers: number | null;
}

export interface Temperatures {
  nozzle: number | null;
  nozzle_target: number | null;
  bed: number | null;
  bed_target: number | null;
}

/** A printer's temperatures over time, °C: a list for each name beside the times. */
export interface Curve {
  /** Seconds between two readings. */
  every: number;
  at: Instant[];
  nozzle: (number | null)[];
  nozzle_target: (number | null)[];
  bed: (number | null)[];
  bed_target: (number | null)[];
}

/** One line of what happened to a job or a printer. */
export interface HistoryLine {
  at: Instant;
  words: string;
  /** Empty where the shop did it by itself. */
  who: string;
  why: string;
}

export interface Printer {
  id: string;
  name: string;
  machine: { id: string; title: string };
  driver: string;
  /** It was added in the print room, and may be taken away there. */
  added: boolean;
  /** Its host may know of a camera. */
  camera: boolean;
  phase: string;
  phase_words: string;
  bed: 'clear' | 'occupied' | 'unknown';
  bed_words: string;
  bed_by: string | null;
  bed_at: Instant | null;
  material: string | null;
  job: PrinterJob | null;
  temperatures: Temperatures | null;
  text: string;
  seen_at: Instant | null;
  /** How long there has been no word, once that is too long. */
  silent_seconds: number | null;
  stale: boolean;
  /** Without an action nothing on this page helps: the machine itself wants a hand. */
  needs: {
    what: 'bed_clear' | 'decide' | 'look' | 'connect';
    words: string;
    action: string | null;
    do: 'bed_clear' | 'looked' | null;
  } | null;
  /** Something prints or heats there, as far as is known, or is about to. */
  moving: boolean;
  /** How far its last emergency stop is. */
  stop: { words: string; over: boolean; who: string; at: Instant } | null;
  /** Why it takes nothing for now; `farm` where the whole farm was stopped. */
  maintenance: { why: string; who: string; at: Instant; farm?: boolean } | null;
  /** The finished job that still lies on the plate. */
  last: { id: string; title: string; sheet: string; minutes: number | null } | null;
  /** The plate that comes next, where the printer is free. */
  next: string | null;
}
