import { describe, expect, it } from 'vitest';
import { addressQuery, readAddress } from '../src/product/address';
import type { Design } from '../src/product/design';
import { fieldsOf } from '../src/product/fields';
import { materials, properties } from './samples';

const fields = fieldsOf({ properties });
const read = (search: string) => readAddress(fields, materials, search, 50);
const write = (design: Design) => addressQuery(fields, materials, design, '1.0.0');

describe('the address', () => {
  it('is empty for the design as it comes', () => {
    expect(write(read('').design)).toBe('');
  });

  it.each<Partial<Design>>([
    { values: { width: 61.5 } },
    { values: { tilt: -7 } },
    { values: { slots: 0 } },
    { values: { text: '' } },
    { values: { text: 'A&=+ü' } },
    { values: { hole: false } },
    { values: { shape: 'pill' } },
    { colour: 'blue' },
    { material: 'petg', colour: 'black' },
    { colours: { accent: 'blue' } },
    { quantity: 12 },
  ])('brings %j back exactly', (change) => {
    const plain = read('').design;
    const design: Design = { ...plain, ...change, values: { ...plain.values, ...change.values } };
    expect(read(write(design))).toEqual({ design, notes: [] });
  });

  it('says what it could not take, and takes the nearest', () => {
    const { design, notes } = read('width=9999&widht=3&shape=star');
    expect(design.values).toMatchObject({ width: 120, shape: 'round' });
    expect(notes).toHaveLength(3);
    expect(notes.join(' ')).toContain('“widht”');
  });

  it('takes a colour only where the material has it', () => {
    expect(read('_material=petg&_colour=blue').design).toMatchObject({ material: 'petg', colour: 'black' });
  });

  it('refuses a quantity that cannot be counted', () => {
    for (const given of ['0', '-3', '1.5', '1e9', 'many']) expect(read(`_quantity=${given}`).design.quantity).toBe(1);
  });
});
