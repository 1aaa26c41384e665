/** Which other values would print, or cost less. */

import type { Value, Values } from './basics';
import type { Price } from './report';

/** One line of a mend. */
export interface MendLine {
  parameter: string;
  label: string;
  from: Value | null;
  to: Value;
  /** Places of the findings it ends, errors and warnings counted from the first. */
  removes: number[];
  /** Whether it does so without the other lines. */
  alone: boolean;
  words: string;
  because: string | null;
}

/** The nearest values that print, or that get furthest. */
export interface Mend {
  changes: MendLine[];
  left: { severity: string }[];
  /** For each finding the parameter behind it, where one was found. */
  causes: (string | null)[];
  prints: boolean;
  clean: boolean;
  finished: boolean;
}

/** One change that would make a design cheaper; it was built, checked and quoted. */
export interface Hint {
  kind: 'setting' | 'preset' | 'material' | 'quantity';
  percent: number;
  /** "12 % cheaper with wall 1.6 mm (now 2 mm)". */
  words: string;
  /** Values that differ. */
  changes: Values;
  material: string;
  quantity: number;
  price: Price;
}

/** The hints for a design, the best first. */
export interface Hints {
  digest: string;
  quantity: number;
  hints: Hint[];
  /** Whether all that is worth a try was tried; otherwise asking again goes on. */
  complete: boolean;
}
