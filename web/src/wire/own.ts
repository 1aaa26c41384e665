/** A model file that a customer brought. */

import type { Point } from './basics';

/** A model file that was read. */
export interface Brought {
  /** The value of the product's parameter of that name. */
  file: string;
  name: string;
}

/** One repair of a brought model: done, or offered. Volumes in mm³, null while the model is open. */
export interface Repair {
  name: string;
  title: string;
  words: string;
  accepted: boolean;
  count: number;
  triangles_before: number;
  triangles_after: number;
  volume_before: number | null;
  volume_after: number | null;
}

export interface OwnFile {
  format: string;
  unit: string | null;
  triangles: number | null;
  bodies: number;
  volume_mm3: number | null;
  /** Whether nobody knows in which unit it is drawn. */
  suspect: boolean;
  likely: string;
  /** Outside sizes in mm, by the unit it may be drawn in. */
  sizes: Readonly<Record<string, Point>>;
  repairs: Repair[];
  notes: string[];
}
