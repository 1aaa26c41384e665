/** What everything else is said in. Lengths in mm, times in s, masses in g. */

export type Value = number | string | boolean;

/** Seconds since the epoch, UTC. */
export type Instant = number;

export type Values = Readonly<Record<string, Value>>;

export interface Money {
  amount: string;
  currency: string;
}

export type Point = readonly [number, number, number];

export interface Sizes {
  x: number;
  y: number;
  z: number;
}
