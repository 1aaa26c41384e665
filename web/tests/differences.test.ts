import { describe, expect, it } from 'vitest';
import { differences, shown, type Kept } from '../src/product/differences';
import { fieldsOf, type Field } from '../src/product/fields';
import { fully, named, shortly } from '../src/product/readings';
import type { Report } from '../src/wire/report';
import { materials, properties } from './samples';

const fields = fieldsOf({ properties });
const values = { text: 'ADA', width: 60, tilt: 0, slots: 3, shape: 'round', hole: true };

function kept(some: { values?: object; design?: object; amount?: string } = {}): Kept {
  const all = { ...values, ...some.values };
  const report = {
    values: all,
    price: { amount: some.amount ?? '12.50', currency: 'EUR', lines: [] },
    estimate: { seconds: 7200, grams: 40 },
    sizes: { x: all.width, y: 20, z: 5.25 },
  } as unknown as Report;
  const design = { values: all, material: 'pla', colour: 'red', colours: {}, quantity: 1, ...some.design };
  return { design, report };
}

const changed = (one: Kept, other: Kept) =>
  differences(fields, materials, one, other)
    .filter((row) => !row.same)
    .map(({ title, kept: before, now }) => [title, before, now]);

describe('two designs side by side', () => {
  it('that are alike still tell price, time, plastic and size', () => {
    const rows = differences(fields, materials, kept(), kept());
    expect(rows.map((row) => [row.title, row.now, row.same])).toEqual([
      ['Price', '€12.50', true],
      ['Print time', '2 h 00 min', true],
      ['Plastic', '40 g', true],
      ['Outside, mm', '60 × 20 × 5.3', true],
    ]);
  });

  it('differ in what was set, said as the form says it', () => {
    const now = kept({ values: { width: 75, shape: 'pill', hole: false, text: '' }, amount: '14.00' });
    expect(changed(kept(), now)).toEqual([
      ['Price', '€12.50', '€14.00'],
      ['Outside, mm', '60 × 20 × 5.3', '75 × 20 × 5.3'],
      ['Width', '60 mm', '75 mm'],
      ['Shape', 'Rounded', 'Pill'],
      ['Words', 'ADA', 'none'],
      ['Hole', 'yes', 'no'],
    ]);
  });

  it('differ in plastic, colours and number of pieces', () => {
    const design = { material: 'petg', colour: 'black', colours: { accent: 'black' }, quantity: 3 };
    expect(changed(kept(), kept({ design }))).toEqual([
      ['How many', '1', '3'],
      ['Material', 'PLA', 'PETG'],
      ['Colour', 'Red', 'Black'],
      ['Colour: accent', 'Red', 'Black'],
    ]);
  });

  it('show a list by its first rows, and a file of one’s own as such', () => {
    const common = { name: 'x', title: 'X', help: '', group: '', more: false, default: '' };
    const rows: Field = { ...common, kind: 'rows', columns: [], most: 9 };
    expect(shown(rows, '1, 2\n3, 4')).toBe('2: 1, 2; 3, 4');
    expect(shown(rows, 'a\nb\nc\nd')).toBe('4: a; b; c …');
    const artwork: Field = { ...common, kind: 'artwork', brings: 'image', samples: ['cat'] };
    expect([shown(artwork, 'f'.repeat(64)), shown(artwork, 'cat'), shown(artwork, '')]).toEqual([
      'Your file',
      'cat',
      'none',
    ]);
  });
});

describe('what is measured, in words', () => {
  it('is short beside the pointer and whole in the card', () => {
    const bore = { kind: 'circle', length: 10.053, radius: 1.6, whole: true } as const;
    const corner = { kind: 'circle', length: 4.712, radius: 3, whole: false } as const;
    const way = { kind: 'distance', length: 50, along: [30, 40, 0] } as const;
    expect([bore, corner, way, { kind: 'line', length: 42.004 } as const].map(shortly)).toEqual([
      '⌀ 3.2 mm',
      'R 3 mm',
      '50 mm',
      '42 mm',
    ]);
    expect([bore, corner, way].map(fully)).toEqual([
      'Round edge: diameter 3.2 mm, radius 1.6 mm',
      'Rounded edge: radius 3 mm, length 4.71 mm',
      'Distance 50 mm: 30 across, 40 front to back, 0 up',
    ]);
  });

  it('has a name and a size in the list', () => {
    const measure = { part: 'box', count: 1, edges: [0] };
    expect(named({ ...measure, kind: 'hole', value: 3.2 })).toEqual({ title: 'Round edge', size: '⌀ 3.2 mm' });
    expect(named({ ...measure, kind: 'line', value: 42 })).toEqual({ title: 'Straight edge', size: '42 mm' });
  });
});
