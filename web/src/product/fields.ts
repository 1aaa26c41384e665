/** The form, read from a template's JSON Schema. There is no second description of a parameter. */

import type { Value, Values } from '../wire/basics';
import type { Column, Option, Property } from '../wire/form';
import type { Template } from '../wire/templates';

interface Common {
  name: string;
  title: string;
  help: string;
  /** Empty where another widget asks for it. */
  group: string;
  /** Shown only when the customer asks for more settings. */
  more: boolean;
}

export interface NumberField extends Common {
  kind: 'slider' | 'stepper';
  default: number;
  minimum: number;
  maximum: number;
  step: number;
  unit: string;
  /** The outside size this number sets one to one. */
  axis: 'x' | 'y' | 'z' | null;
  /** Of a size that the customer takes: how to take it, and how far off it may be in mm. */
  measure: { how: string; tolerance: number } | null;
}

export interface ChoiceField extends Common {
  kind: 'choice';
  /** What it picks: one of a few answers, a thing with dimensions, a fit, a typeface. */
  picks: 'answer' | 'device' | 'fit' | 'font';
  default: Value;
  options: (Option & { help: string })[];
}

export interface TextField extends Common {
  kind: 'text';
  default: string;
  minLength: number;
  maxLength: number;
}

export interface SwitchField extends Common {
  kind: 'switch';
  default: boolean;
}

/** A photo, a drawing or a model: a bundled sample by name, or a brought file by its fingerprint. */
export interface ArtworkField extends Common {
  kind: 'artwork';
  brings: 'image' | 'drawing' | 'model';
  default: string;
  samples: string[];
}

/** A list, one row to a line. */
export interface RowsField extends Common {
  kind: 'rows';
  default: string;
  columns: Column[];
  most: number;
}

export type Field = NumberField | ChoiceField | TextField | SwitchField | ArtworkField | RowsField;

export interface Group {
  title: string;
  fields: Field[];
}

const PICKS = ['device', 'fit', 'font'] as const;

/** A template the page cannot draw a form for; says which parameter and why. */
export class Undrawable extends Error {}

export function fieldsOf(schema: Template['schema']): Field[] {
  const properties = Object.entries(schema.properties ?? {});
  return properties
    .map(([name, property], index) => ({ field: fieldOf(name, property), at: property['x-order'] ?? index }))
    .sort((a, b) => a.at - b.at)
    .map(({ field }) => field);
}

export function defaults(fields: readonly Field[]): Values {
  return Object.fromEntries(fields.map((field) => [field.name, field.default]));
}

/** Groups in the template's order; a group it forgot to list comes last. */
export function grouped(fields: readonly Field[], titles: readonly string[]): Group[] {
  const all = [...new Set([...titles, ...fields.map((field) => field.group)])];
  return all
    .map((title) => ({ title, fields: fields.filter((field) => field.group === title) }))
    .filter((group) => group.fields.length > 0);
}

function fieldOf(name: string, property: Property): Field {
  const common: Common = {
    name,
    title: property.title ?? name,
    help: property.description ?? '',
    group: property['x-group'] ?? 'Settings',
    more: property['x-level'] === 'more',
  };
  const options = property['x-options'] ?? property.enum?.map((value) => ({ value, title: String(value) }));
  if (options) {
    const drawn = options.map((option) => ({ help: '', ...option }));
    const picks = PICKS.find((each) => each === property['x-kind']) ?? 'answer';
    return { ...common, kind: 'choice', picks, default: property.default ?? drawn[0]?.value ?? '', options: drawn };
  }
  const text = String(property.default ?? '');
  switch (property['x-kind']) {
    case 'image':
    case 'drawing':
    case 'model':
      return {
        ...common,
        kind: 'artwork',
        brings: property['x-kind'],
        default: text,
        samples: property['x-samples'] ?? [],
      };
    case 'rows':
      return {
        ...common,
        kind: 'rows',
        default: text,
        columns: property['x-columns'] ?? [],
        most: property['x-most'] ?? 1,
      };
  }
  switch (property.type) {
    case 'boolean':
      return { ...common, kind: 'switch', default: property.default === true };
    case 'string': {
      const { minLength = 0, maxLength = 80 } = property;
      return { ...common, kind: 'text', default: text, minLength, maxLength };
    }
    case 'number':
    case 'integer':
      return numberOf(common, property);
    default:
      throw new Undrawable(`${common.title} has a type the form does not know: ${String(property.type)}.`);
  }
}

function numberOf(common: Common, property: Property): NumberField {
  const { minimum, maximum } = property;
  if (minimum === undefined || maximum === undefined) throw new Undrawable(`${common.title} has no limits.`);
  const whole = property.type === 'integer';
  const axis = property['x-axis'];
  return {
    ...common,
    kind: property['x-kind'] === 'count' ? 'stepper' : 'slider',
    default: typeof property.default === 'number' ? property.default : minimum,
    minimum,
    maximum,
    // Without a step the grid is fine enough for a hand and coarse enough for the cache.
    step: property['x-step'] ?? (whole ? 1 : (maximum - minimum) / 200),
    unit: property['x-unit'] ?? '',
    axis: axis === 'x' || axis === 'y' || axis === 'z' ? axis : null,
    measure: property['x-how'] ? { how: property['x-how'], tolerance: property['x-tolerance'] ?? 0 } : null,
  };
}
