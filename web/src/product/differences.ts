/** Two designs side by side: every row in which they differ, and what they cost either way. */

import { decimal, duration, grams, money, quantity } from '../shared/format';
import type { Value } from '../wire/basics';
import type { Report } from '../wire/report';
import type { Material } from '../wire/shop';
import type { Design } from './design';
import type { Field } from './fields';
import { words } from './words';

/** A design that was made, with what the server said of it. */
export interface Kept {
  readonly design: Design;
  readonly report: Report;
}

export interface Difference {
  title: string;
  kept: string;
  now: string;
  /** Whether both say the same: only price, time, plastic and sizes are listed then. */
  same: boolean;
}

export function differences(
  fields: readonly Field[],
  materials: readonly Material[],
  kept: Kept,
  now: Kept,
): Difference[] {
  const row = (title: string, of: (one: Kept) => string): Difference => {
    const both = { kept: of(kept), now: of(now) };
    return { title, ...both, same: both.kept === both.now };
  };
  const colours = (one: Kept) => materials.find((each) => each.id === one.design.material)?.colours ?? [];
  const colour = (one: Kept, id: string) => colours(one).find((each) => each.id === id)?.title ?? id;
  const always = [
    row(words.price, ({ report }) => (report.price ? money(report.price) : '–')),
    row(words.time, ({ report }) => (report.estimate ? duration(report.estimate.seconds) : '–')),
    row(words.plastic, ({ report }) => (report.estimate ? grams(report.estimate.grams) : '–')),
    row(words.outsideMm, ({ report: { sizes } }) =>
      [sizes.x, sizes.y, sizes.z].map((each) => decimal(each, 1)).join(' × '),
    ),
  ];
  const slots = new Set([...Object.keys(kept.design.colours), ...Object.keys(now.design.colours)]);
  const sometimes = [
    row(words.quantity, ({ design }) => String(design.quantity)),
    row(
      words.material,
      ({ design }) => materials.find((each) => each.id === design.material)?.title ?? design.material,
    ),
    row(words.colour, (one) => colour(one, one.design.colour)),
    ...[...slots].map((slot) =>
      row(`${words.colour}: ${slot}`, (one) => colour(one, one.design.colours[slot] ?? one.design.colour)),
    ),
    ...fields.map((field) =>
      row(field.title, ({ report }) => shown(field, report.values[field.name] ?? field.default)),
    ),
  ];
  return [...always, ...sometimes.filter((each) => !each.same)];
}

/** A value as the form would say it. */
export function shown(field: Field, value: Value): string {
  switch (field.kind) {
    case 'slider':
    case 'stepper':
      return quantity(Number(value), field.unit);
    case 'switch':
      return value ? words.yes : words.no;
    case 'choice':
      return field.options.find((option) => option.value === value)?.title ?? String(value);
    case 'rows': {
      const rows = String(value).split('\n').filter(Boolean);
      return `${rows.length}: ${rows.slice(0, 3).join('; ')}${rows.length > 3 ? ' …' : ''}`;
    }
    case 'artwork':
      return /^[0-9a-f]{64}$/.test(String(value)) ? words.yours : String(value) || words.none;
    case 'text':
      return String(value) || words.none;
  }
}
