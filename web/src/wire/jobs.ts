/** A plate on its way to a printer, and what was found of it. */

import type { Instant } from './basics';
import type { Trouble } from './orders';
import type { Price } from './report';

/** An order's place in the queue, and what it asks of its printer. */
export interface Turn {
  priority: 'high' | 'normal' | 'low';
  due: Instant | null;
  tags: string[];
  plate: string;
}

export type JobAction = 'now' | 'hold' | 'release' | 'split' | 'cancel' | 'retry' | 'printed' | 'not_printed';

export interface Job {
  id: string;
  state: string;
  words: string;
  title: string;
  orders: string[];
  customer: string;
  /** What lies on the plate, by order. */
  parts: { order: string; customer: string; part: string; copies: number }[];
  /** The share of the bed that the parts cover, 0 to 1. */
  filled: number;
  gather_until: Instant | null;
  /** Address of the unpack sheet. */
  sheet: string;
  material: string;
  colour: string | null;
  machine: string;
  printer: string | null;
  plate: number;
  plates: number;
  seconds: number | null;
  grams: number | null;
  /** What each of its customers was told of one copy, and the price that is kept. */
  quoted: {
    order: string;
    grams: number;
    seconds: number;
    by: 'estimate' | 'slice' | null;
    price: Price;
    quantity: number;
  }[];
  gcode_sha256: string | null;
  /** Whether its layers can be looked at. */
  drawn: boolean;
  proof: Proof | null;
  created_at: Instant;
  progress: number | null;
  seconds_left: number | null;
  /** What the slicer said of the plate, and which slicer it was; null before. */
  slicer: { version: string; said: string[] } | null;
  trouble: Trouble | null;
  actions: JobAction[];
  /** By order. */
  places: Record<string, Turn>;
  /** What is passing ends with a print or with a hand at the plate. */
  refusals: { printer: string; words: string; passing: boolean }[];
  /** Where it will probably go; null where a person comes first. */
  goes_to: string | null;
}

/** What was found when a job's lines were held against its models. */
export interface Proof {
  done: boolean;
  words: string;
  /** One for each part that is not printed as drawn. */
  warnings: string[];
}

/** One place of one layer, counted from 1, where something is missing or too much. */
export interface Place {
  layer: number;
  part: string;
  kind: 'lost' | 'fat';
  /** mm². */
  area: number;
  /** Each x, y, x, y … in hundredths of a mm on the bed; the outer one first, then holes. */
  outlines: number[][];
}

/** What the guard said of a refused file, with the lines around the place. */
export interface Refusal {
  reason: string;
  line: number | null;
  lines: { number: number; text: string }[];
}
