/** What a hand on a slider will probably ask for next. */

import type { Design } from './design';
import type { Field } from './fields';
import { snapped } from './limits';

/** One step further the way one number went, then one step back; nothing where more than one thing changed. */
export function neighbours(fields: readonly Field[], before: Design | null, now: Design): Design[] {
  if (before?.material !== now.material) return [];
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
