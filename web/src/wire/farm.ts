/** The print room as one: printers, queue, spools, and what waits for a person. */

import type { Instant } from './basics';
import type { Job } from './jobs';
import type { Trouble, Waiver } from './orders';
import type { Printer } from './printers';

export interface HeldOrder {
  id: string;
  customer: string;
  trouble: Trouble | null;
}

export interface WarnedOrder {
  id: string;
  customer: string;
  /** It is not printed before every warning is waived. */
  waits: boolean;
  warnings: { code: string; part: string; title: string; message: string; waiver: Waiver | null }[];
}

/** A spool of filament, and what is left on it. */
export interface Spool {
  id: number;
  material: string;
  /** Null where nobody said it. */
  colour: string | null;
  words: string;
  /** As its maker calls it. */
  title: string;
  /** Left, all that is booked taken off. */
  grams: number;
  full: number | null;
  /** What the empty reel weighs. */
  reel: number | null;
  lot: string;
  cost: string | null;
  printer: string | null;
  weighed_by: string;
  weighed_at: Instant;
}

export interface Farm {
  printers: Printer[];
  queue: Job[];
  /** Orders that wait for a person and have no job yet. */
  held_orders: HeldOrder[];
  /** Orders on their way of which the checks warn. */
  warned: WarnedOrder[];
  /** Every spool that is not put away, those on printers first. */
  spools: Spool[];
  /** Places whose printers nobody talks to, and what is said of each. */
  lost_sites: { site: string; words: string }[];
  /** How many things wait for a person. */
  attention: number;
}
