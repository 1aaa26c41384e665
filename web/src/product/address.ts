/** The design in the address: only what differs from the defaults, so a link stays short and readable. */

import type { Values } from '../wire/basics';
import type { Material } from '../wire/shop';
import type { Design } from './design';
import { defaults, type Field } from './fields';
import { commit } from './limits';

/** What an address asked for, with a sentence for everything that could not be taken as it stands. */
export interface Opened {
  design: Design;
  notes: string[];
}

/** A query names the colour of a slot besides the body's as `_colour.<slot>`. */
export const SLOT = '_colour.';

/** Values that differ from the defaults, as the server reads them from a query. */
export function valuesQuery(fields: readonly Field[], values: Values): URLSearchParams {
  const query = new URLSearchParams();
  for (const field of fields) {
    const value = values[field.name];
    if (value !== undefined && value !== field.default) query.set(field.name, String(value));
  }
  return query;
}

/** The whole design as the page's own query, keeping the names in `kept` that are not part of it. */
export function addressQuery(
  fields: readonly Field[],
  materials: readonly Material[],
  design: Design,
  version: string,
  kept = '',
): string {
  const query = valuesQuery(fields, design.values);
  const first = plain(fields, materials);
  if (design.material !== first.material) query.set('_material', design.material);
  if (design.colour !== firstColour(materials, design.material)) query.set('_colour', design.colour);
  for (const [slot, colour] of Object.entries(design.colours)) query.set(`${SLOT}${slot}`, colour);
  if (design.quantity !== 1) query.set('_quantity', String(design.quantity));
  query.set('_v', version);
  const tier = new URLSearchParams(kept).get('_tier');
  if (tier) query.set('_tier', tier);
  // The version alone is no design worth an address.
  const words = query.toString();
  return words === `_v=${version}` ? '' : words;
}

export function readAddress(
  fields: readonly Field[],
  materials: readonly Material[],
  search: string,
  most: number,
): Opened {
  const design = plain(fields, materials);
  const values: Record<string, Values[string]> = { ...design.values };
  const notes: string[] = [];
  const query = new URLSearchParams(search);
  for (const [name, given] of query) {
    if (name.startsWith('_')) continue;
    const field = fields.find((each) => each.name === name);
    if (!field) {
      notes.push(`The address names “${name}”, which this product does not have. It was left out.`);
      continue;
    }
    const { value, words } = commit(field, given, field.default);
    values[name] = value;
    if (words) notes.push(`${field.title}: the address asked for “${given}”. ${words}`);
  }
  const material = materials.find((each) => each.id === query.get('_material'))?.id ?? design.material;
  const colours = materials.find((each) => each.id === material)?.colours ?? [];
  const colour = colours.find((each) => each.id === query.get('_colour'))?.id ?? firstColour(materials, material);
  const slots = [...query].flatMap(([name, given]) => {
    const known = name.startsWith(SLOT) && colours.some((each) => each.id === given);
    return known ? [[name.slice(SLOT.length), given] as const] : [];
  });
  const quantity = Number(query.get('_quantity') ?? 1);
  const countable = Number.isInteger(quantity) && quantity >= 1 && quantity <= most;
  return {
    design: { values, material, colour, colours: Object.fromEntries(slots), quantity: countable ? quantity : 1 },
    notes,
  };
}

export function firstColour(materials: readonly Material[], material: string): string {
  return materials.find((each) => each.id === material)?.colours[0]?.id ?? '';
}

function plain(fields: readonly Field[], materials: readonly Material[]): Design {
  const material = materials[0]?.id ?? '';
  return { values: defaults(fields), material, colour: firstColour(materials, material), colours: {}, quantity: 1 };
}
