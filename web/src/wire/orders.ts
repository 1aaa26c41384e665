/** An order, as its customer places and follows it. */

import type { Instant, Sizes, Value, Values } from './basics';
import type { Hardware } from './form';
import type { Estimate, Finding, Price } from './report';

export interface OrderRequest {
  template: string;
  values: Values;
  digest: string;
  quantity: number;
  material: string;
  colour: string;
  colours: Readonly<Record<string, string>>;
  name: string;
  email: string;
  quote?: string;
  price?: string;
  /** The day that was promised; a later one is refused. */
  ready_by?: string;
}

export interface OrderReceipt {
  id: string;
  token: string;
  state: string;
  digest: string;
  url: string;
}

export interface Trouble {
  code: string;
  words: string;
}

export interface Step {
  name: string;
  title: string;
  state: 'done' | 'now' | 'waiting' | 'trouble';
  at: Instant | null;
}

export interface OrderJob {
  id: string;
  state: string;
  words: string;
  printer: string | null;
  progress: number | null;
  seconds_left: number | null;
  plate: number;
  plates: number;
  /** Whether its layers can be looked at. */
  drawn: boolean;
}

/** A warning of an order that somebody in the workshop let pass. */
export interface Waiver {
  code: string;
  part: string;
  /** Who waived it; told in the print room only. */
  who?: string;
  reason: string;
  at: Instant;
}

export interface Order {
  id: string;
  state: string;
  words: string;
  steps: Step[];
  template: { slug: string; title: string; version: string };
  digest: string;
  model_sha256: string;
  values: { name: string; title: string; value: Value; unit: string; text: string }[];
  design_url: string;
  picture: string;
  model: string;
  material: string;
  colour: string | null;
  /** Of slots besides the body's. */
  colours: Readonly<Record<string, string>>;
  hardware: Hardware[];
  quantity: number;
  price: Price;
  estimate: Estimate;
  /** The day that was promised, "2026-11-26". */
  ready_by: string | null;
  sizes: Sizes;
  findings: Finding[];
  waivers: Waiver[];
  created_at: Instant;
  name: string;
  email: string;
  jobs: OrderJob[];
  trouble: Trouble | null;
}
