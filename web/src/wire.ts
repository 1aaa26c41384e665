/** What the server says and is told, field by field. Lengths in mm, times in s, masses in g. */

import type { Hardware, Need, Preset, Property, Rule, Slot } from './wireform';

export type * from './wireform';

export type Value = number | string | boolean;
/** Seconds since the epoch, UTC. */
export type Instant = number;
export type Values = Readonly<Record<string, Value>>;

export interface Money {
  amount: string;
  currency: string;
}

export interface Colour {
  id: string;
  title: string;
  hex: string;
}

export interface Material {
  id: string;
  title: string;
  help: string;
  colours: Colour[];
}

export interface Shop {
  name: string;
  currency: string;
  materials: Material[];
  operator: boolean;
  /** Most pieces one order may hold. */
  quantity_limit: number;
  slicer: { ready: boolean; words: string };
  /** What customers may bring of their own; null where the shop takes nothing. */
  uploads: Uploads | null;
}

export interface Uploads {
  /** The product that is whatever a customer brings. */
  template: string;
  formats: string[];
  bytes: number;
  triangles: number;
}

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

export interface Card {
  slug: string;
  title: string;
  summary: string;
  version: string;
  tags: string[];
  picture: string;
  price_from: Money | null;
  draft: boolean;
}

export interface Broken {
  file: string;
  message: string;
  line: number | null;
}

export interface Template {
  slug: string;
  title: string;
  version: string;
  source_digest: string;
  summary: string;
  need: string;
  when_not: string;
  licence: string;
  author: string;
  tags: string[];
  schema: { properties?: Record<string, Property> };
  groups: string[];
  presets: Preset[];
  needs: Need[];
  rules: Rule[];
  /** The body first; more than one where parts may have colours of their own. */
  slots: Slot[];
  /** The numbers that rules ask for, by material. */
  limits: Readonly<Record<string, Readonly<Record<string, number>>>>;
  picture: string;
  /** Not proven yet: for the operator and the maker only. */
  draft: boolean;
  proof: { settings: number; printable: number; seed: number; date: string } | null;
  /** Whether the shop reads the template's file again when it is saved. */
  watch: boolean;
  error: Broken | null;
}

export type Point = readonly [number, number, number];

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

export interface Sizes {
  x: number;
  y: number;
  z: number;
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

export interface FieldError {
  field: string;
  code: string;
  message: string;
  limit: Value | null;
  nearest: Value | null;
  given: Value | null;
}

/** RFC 9457: every refusal of the server. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  field?: string;
  nearest?: Value | null;
  digest?: string;
  errors?: FieldError[];
  findings?: Finding[];
  /** Of a template whose code stopped. */
  line?: number | null;
}

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
    what: 'bed_clear' | 'decide' | 'look';
    words: string;
    action: string | null;
    do: 'bed_clear' | 'looked' | null;
  } | null;
  /** Why it takes nothing for now. */
  maintenance: { why: string; who: string; at: Instant } | null;
  /** The finished job that still lies on the plate. */
  last: { id: string; title: string; sheet: string; minutes: number | null } | null;
  /** The plate that comes next, where the printer is free. */
  next: string | null;
}

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

export interface HeldOrder {
  id: string;
  customer: string;
  trouble: Trouble | null;
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
  /** How many things wait for a person. */
  attention: number;
}

/** One wrong cell of a list. */
export interface ListError {
  field: string;
  code: string;
  message: string;
  limit: unknown;
  nearest: string | number | boolean | null;
}

/** What came of a list: an order for each row, or why rows cannot be ordered. */
export interface ListResult {
  orders: { line: number; id: string; token: string; digest: string; url: string }[];
  good?: number;
  refused: { line: number; errors: ListError[] }[];
  price: { amount: string; currency: string } | null;
}

/** One line of the shop's answer to a list. */
export type ListTold =
  | { judged: number; of: number; refused: number }
  | { stored: number; of: number }
  | { result: ListResult }
  | { problem: Problem };
