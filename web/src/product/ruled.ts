/** A form's fields as its rules see them. */

import type { Ruled } from '../rules/rules';
import type { Facts } from '../rules/terms';
import type { Values } from '../wire/basics';
import type { Field } from './fields';

export function ruledOf(fields: readonly Field[]): Ruled[] {
  return fields.map((field) => {
    const { name, title } = field;
    switch (field.kind) {
      case 'slider':
      case 'stepper': {
        const { minimum, maximum, step, unit } = field;
        return { name, title, default: field.default, grid: { minimum, maximum, step, unit } };
      }
      case 'choice':
        return { name, title, default: field.default, options: field.options };
      default:
        return { name, title, default: field.default };
    }
  });
}

export function factsOf(
  fields: readonly Field[],
  values: Values,
  limits: Facts['limits'],
  typefaces: Facts['typefaces'],
): Facts {
  const devices: Record<string, Facts['devices'][string]> = {};
  const columns: Record<string, readonly string[]> = {};
  for (const field of fields) {
    if (field.kind === 'choice') {
      devices[field.name] = Object.fromEntries(field.options.map((each) => [String(each.value), each.sizes ?? {}]));
    }
    if (field.kind === 'rows') columns[field.name] = field.columns.map((column) => column.name);
  }
  return { values, limits, typefaces, devices, columns };
}
