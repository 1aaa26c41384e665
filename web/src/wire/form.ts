/** What a form is made of, as the server describes it: parameters, rules, presets, questions. */

import type { Value, Values } from './basics';

/** A tree over a form's values: what is done, then with what. See `rules/terms.ts`. */
export type Term = readonly [string, ...(Term | Value)[]];

export type Rule =
  | { kind: 'at_most' | 'at_least'; field: string; limit: Term | number; words: string }
  | { kind: 'without'; field: string; options: Value[]; when: Term; words: string }
  | { kind: 'shown'; fields: string[]; when: Term }
  | { kind: 'locked'; field: string; to: Term | Value; when: Term; words: string };

export interface Option {
  value: Value;
  title: string;
  help?: string;
  /** SVG path data in a box of 24 by 24. */
  picture?: string;
  /** Of a device, mm. */
  sizes?: Readonly<Record<string, number>>;
  source?: string;
}

export interface Column {
  name: string;
  label: string;
  kind: 'length' | 'count' | 'text';
  minimum?: number;
  maximum?: number;
  step?: number;
  unit?: string;
  longest?: number;
  typeface?: string;
}

export interface Property {
  title?: string;
  description?: string;
  type?: 'number' | 'integer' | 'string' | 'boolean';
  default?: Value;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  enum?: Value[];
  'x-kind'?: string;
  'x-unit'?: string;
  'x-step'?: number | null;
  'x-group'?: string;
  'x-level'?: string;
  'x-axis'?: string | null;
  'x-options'?: Option[] | null;
  'x-order'?: number;
  /** Of a measure: how to take it, and how far off it may be in mm. */
  'x-how'?: string;
  'x-tolerance'?: number;
  'x-typeface'?: string;
  /** The parameter that picks the typeface. */
  'x-typeface-field'?: string;
  'x-samples'?: string[];
  'x-columns'?: Column[];
  'x-most'?: number;
}

export interface Preset {
  name: string;
  title: string;
  help: string;
  values: Values;
  edition: number;
  picture: string;
}

export interface Answer {
  title: string;
  help: string;
  values: Values;
}

/** A plain question whose answers set parameters. */
export interface Need {
  question: string;
  help: string;
  answers: Answer[];
}

export interface Slot {
  name: string;
  title: string;
}

export interface Change {
  field: string;
  before: string;
  after: string;
  words: string;
}

export interface Hardware {
  name: string;
  quantity: number;
  help: string;
}

/** A picture or drawing that a customer brought. */
export interface Artwork {
  artwork: string;
  kind: 'image' | 'drawing';
  width: number;
  height: number;
  notes: string[];
}
