/** Rules between parameters, judged as the server judges them: what is hidden, what is fixed, what is out of bounds. */

import { decimal } from '../shared/format';
import type { Value, Values } from '../wire/basics';
import type { Rule } from '../wire/form';
import type { FieldError } from '../wire/problem';
import { settled, Unknown, type Facts } from './terms';

/** What binary fractions may add to a sum that comes out even on paper. */
const DUST = 1e-9;

/** What a rule needs to know of a parameter. */
export interface Ruled {
  name: string;
  title: string;
  default: Value;
  /** Of numbers. */
  grid?: { minimum: number; maximum: number; step: number; unit: string };
  /** Of choices. */
  options?: readonly { value: Value; title: string }[];
}

/** How far a number may go here, and why no further. */
export interface Bound {
  limit: number;
  nearest: number | null;
  words: string;
}

export interface Judged {
  /** The values with everything settled that rules settle. */
  values: Values;
  hidden: ReadonlySet<string>;
  /** Fixed parameters, with the reason. */
  locked: ReadonlyMap<string, string>;
  errors: readonly FieldError[];
  /** Ends that rules set, by parameter. */
  least: ReadonlyMap<string, Bound>;
  most: ReadonlyMap<string, Bound>;
  /** Answers that cannot be had here, by parameter and value, with the reason. */
  without: ReadonlyMap<string, ReadonlyMap<Value, string>>;
}

export function judge(fields: readonly Ruled[], rules: readonly Rule[], given: Facts): Judged {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const values: Record<string, Value> = { ...given.values };
  const facts: Facts = { ...given, values };
  const hidden = new Set<string>();
  const locked = new Map<string, string>();
  for (const rule of rules) {
    if (rule.kind !== 'shown' || truth(rule.when, facts)) continue;
    for (const name of rule.fields) {
      hidden.add(name);
      values[name] = byName.get(name)?.default ?? '';
    }
  }
  for (const rule of rules) {
    if (rule.kind !== 'locked' || hidden.has(rule.field) || !truth(rule.when, facts)) continue;
    values[rule.field] = settledOr(rule.to, facts, values[rule.field] ?? '');
    locked.set(rule.field, rule.words);
  }
  const errors: FieldError[] = [];
  const least = new Map<string, Bound>();
  const most = new Map<string, Bound>();
  const without = new Map<string, Map<Value, string>>();
  for (const rule of rules) {
    if (rule.kind === 'shown' || rule.kind === 'locked' || hidden.has(rule.field)) continue;
    const field = byName.get(rule.field);
    if (!field) continue;
    if (rule.kind === 'without') {
      if (!truth(rule.when, facts)) continue;
      const shut = without.get(rule.field) ?? new Map<Value, string>();
      for (const option of rule.options) shut.set(option, excluded(field, option, rule.words));
      without.set(rule.field, shut);
      const now = values[rule.field];
      if (now !== undefined && rule.options.includes(now)) add(errors, notHere(field, now, rule.options, rule.words));
      continue;
    }
    const limit = numberOr(rule.limit, facts);
    if (limit === null || !field.grid) continue;
    const upper = rule.kind === 'at_most';
    const bound = boundOf(field, limit, upper, rule.words);
    tighten(upper ? most : least, rule.field, bound, upper);
    const value = Number(values[rule.field]);
    if (upper ? value > limit + DUST : value < limit - DUST) {
      add(errors, {
        field: rule.field,
        code: upper ? 'too_big' : 'too_small',
        message: bound.words,
        limit: bound.limit,
        nearest: bound.nearest,
        given: String(value),
      });
    }
  }
  const order = fields.map((field) => field.name);
  errors.sort((a, b) => order.indexOf(a.field) - order.indexOf(b.field));
  return { values, hidden, locked, errors, least, most, without };
}

/** The grid value at or below (or at or above) a number, as near as the grid has one; may lie on the wrong side. */
export function snapTo(grid: NonNullable<Ruled['grid']>, value: number, upper: boolean): number {
  const near = snap(grid, value);
  if (upper ? near <= value : near >= value) return near;
  return snap(grid, upper ? near - grid.step : near + grid.step);
}

function snap({ minimum, maximum, step }: NonNullable<Ruled['grid']>, value: number): number {
  const last = Math.floor((maximum - minimum) / step + DUST);
  // Halves go up, as on paper; binary dust must not send them down.
  const steps = Math.min(Math.max(Math.floor((value - minimum) / step + 0.5 + DUST), 0), last);
  return Number((minimum + steps * step).toFixed(6));
}

function boundOf(field: Ruled, limit: number, upper: boolean, why: string): Bound {
  const grid = field.grid as NonNullable<Ruled['grid']>;
  const near = upper ? limit + DUST : limit - DUST;
  const best = snapTo(grid, near, upper);
  const reached = upper ? best <= near : best >= near;
  const verb = upper ? 'can be at most' : 'must be at least';
  const told = reached ? best : Number(limit.toFixed(2));
  return {
    limit: reached ? best : limit,
    nearest: reached ? best : null,
    words: `${field.title} ${verb} ${`${decimal(told, 6)} ${grid.unit}`.trim()} here: ${why}`,
  };
}

function tighten(bounds: Map<string, Bound>, name: string, bound: Bound, upper: boolean): void {
  const known = bounds.get(name);
  if (!known || (upper ? bound.limit < known.limit : bound.limit > known.limit)) bounds.set(name, bound);
}

function excluded(field: Ruled, value: Value, why: string): string {
  const title = field.options?.find((option) => option.value === value)?.title ?? String(value);
  return `${field.title} cannot be “${title}” here: ${why}`;
}

function notHere(field: Ruled, value: Value, shut: readonly Value[], why: string): FieldError {
  const left = field.options?.find((option) => !shut.includes(option.value))?.value ?? null;
  return {
    field: field.name,
    code: 'not_possible_here',
    message: excluded(field, value, why),
    limit: null,
    nearest: left,
    given: String(value),
  };
}

function add(errors: FieldError[], error: FieldError): void {
  if (!errors.some((known) => known.field === error.field)) errors.push(error);
}

/** A condition that cannot be worked out yet holds: the server has the last word. */
function truth(term: Parameters<typeof settled>[0], facts: Facts): boolean {
  return Boolean(settledOr(term, facts, true));
}

function numberOr(term: Parameters<typeof settled>[0], facts: Facts): number | null {
  const value = settledOr(term, facts, Infinity);
  return Number.isFinite(Number(value)) ? Number(value) : null;
}

function settledOr(term: Parameters<typeof settled>[0], facts: Facts, otherwise: Value): Value {
  try {
    return settled(term, facts);
  } catch (reason) {
    if (reason instanceof Unknown) return otherwise;
    throw reason;
  }
}
