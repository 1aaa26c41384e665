/** What a hand on a slider will probably ask for next. */

import type { Design } from './design';
import type { Field } from './fields';
import { snapped } from './limits';

/** Has a design built where the shop has nothing else to do. Nobody waits for it: it only would have been sooner. */
export function wish(slug: string, query: string): void {
  fetch(`/api/templates/${encodeURIComponent(slug)}/ahead?${query}`, { method: 'POST' }).catch(() => undefined);
}

/** One step further the way one number went, then one step back; nothing where more than one thing changed. */
export function neighbours(fields: readonly Field[], before: Design, now: Design): Design[] {
  if (before.material !== now.material) return [];
  const changed = fields.filter(({ name }) => before.values[name] !== now.values[name]);
  const [field] = changed;
  if (changed.length !== 1 || (field?.kind !== 'slider' && field?.kind !== 'stepper')) return [];
  const [from, to] = [Number(before.values[field.name]), Number(now.values[field.name])];
  const step = Math.sign(to - from) * field.step;
  return [to + step, to - step]
    .map((value) => snapped(field, value))
    .filter((value) => value !== to && value !== from)
    .map((value) => ({ ...now, values: { ...now.values, [field.name]: value } }));
}
