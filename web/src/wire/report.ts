/** What the shop says of one design: its checks, its figures, its price. */

import type { Money, Point, Sizes, Values } from './basics';
import type { Hardware } from './form';
import type { OwnFile } from './own';

export interface Finding {
  code: string;
  severity: 'error' | 'warning' | 'info';
  title: string;
  message: string;
  part: string;
  measured: number | null;
  limit: number | null;
  unit: string;
  source: string;
  /** Triangles of that part's mesh. */
  faces: number[];
  /** In the assembled view's frame, mm. */
  points: Point[];
  parameter: string | null;
  check: string;
  /** The values that lay the part so that this ends; absent in what was judged before there were any. */
  lay?: Lay | null;
}

export interface Lay {
  values: Values;
  /** Whether it was made and checked with them; otherwise it is a proposal. */
  tried: boolean;
}

export interface Estimate {
  grams: number;
  seconds: number;
  grams_tolerance: number;
  seconds_tolerance: number;
  /** What it rests on; older orders do not say. */
  by?: 'estimate' | 'slice';
}

export interface Price extends Money {
  lines: { code?: string; title: string; amount: string }[];
}

export interface Report {
  template: string;
  version: string;
  /** Of the template that made it; not what the page was opened with, once the template changed. */
  source_digest?: string;
  digest: string;
  values: Values;
  sizes: Sizes;
  parts: { name: string; quantity: number; sizes: Sizes; volume_mm3: number; colour: string }[];
  hardware: Hardware[];
  findings: Finding[];
  printable: boolean;
  /** None where the skin is not closed: what has no inside has no weight. */
  estimate: Estimate | null;
  price: Price | null;
  /** Names what the price was reckoned with, so that an order can ask for this very one. */
  quote?: string | null;
  machine: { id: string; title: string; volume: Point };
  material: string;
  quantity: number;
  words: string;
  /** Of the product that is a customer's own file. */
  own_file?: OwnFile;
}

/** Figures and price of a design, and whether better ones are on their way. */
export interface Quote {
  digest: string;
  state: 'waiting' | 'exact' | 'estimate';
  quote: string;
  estimate: Estimate;
  price: Price;
}

/** The day by which an order would be ready, "2026-11-26"; null where nobody can say. */
export interface Ready {
  digest: string;
  ready_by: string | null;
}
