/** The page judges a form as the server does: the same settings, values, errors and words. */

import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../src/product/fields';
import { factsOf, ruledOf } from '../src/product/ruled';
import { joined, split } from '../src/rules/csv';
import { judge } from '../src/rules/rules';
import type { Metrics } from '../src/rules/terms';
import type { Value } from '../src/wire/basics';
import type { Rule } from '../src/wire/form';
import type { Template } from '../src/wire/templates';
import text from '../../samples/rules/vectors.json?raw';

interface Vector {
  given: Record<string, Value>;
  values?: Record<string, Value>;
  hidden?: string[];
  errors?: { field: string; code: string; nearest: Value | null; message: string }[];
}

interface Vectors {
  schema: Template['schema'];
  rules: Rule[];
  limits: Record<string, number>;
  typefaces: Record<string, Metrics>;
  vectors: Vector[];
}

const file = JSON.parse(text) as Vectors;
const fields = fieldsOf(file.schema);
const defaults = Object.fromEntries(fields.map((field) => [field.name, field.default]));

function judged(given: Record<string, Value>) {
  const facts = factsOf(fields, { ...defaults, ...given }, file.limits, file.typefaces);
  return judge(ruledOf(fields), file.rules, facts);
}

describe('every vector', () => {
  it.each(file.vectors.map((vector, index) => [index, vector] as const))('%i', (_index, vector) => {
    const found = judged(vector.given);
    if (vector.errors) {
      const told = found.errors.map(({ field, code, nearest, message }) => ({ field, code, nearest, message }));
      expect(told).toEqual(vector.errors);
    } else {
      expect(found.errors).toEqual([]);
      expect(found.values).toEqual(vector.values);
      expect([...found.hidden].sort()).toEqual(vector.hidden);
    }
  });
});

describe('what a rule needs', () => {
  it('holds while it is not here yet: the server has the last word', () => {
    const facts = factsOf(fields, { ...defaults, word: 'WWWWWWWWWWWW', size: 40 }, file.limits, {});
    expect(judge(ruledOf(fields), file.rules, facts).errors.map((error) => error.field)).not.toContain('size');
  });
});

describe('lists', () => {
  it('are written as they were read', () => {
    for (const text of ['4,2\n6,1', '"a, b",c', '"say ""hi""",d', 'Salt']) {
      expect(joined(split(text))).toBe(text);
    }
  });

  it('are taken from a spreadsheet', () => {
    expect(split('Salt\t2\r\nPepper\t3\r\n')).toEqual([
      ['Salt', '2'],
      ['Pepper', '3'],
    ]);
    expect(split('1,5; 2\n3; 4')).toEqual([
      ['1,5', '2'],
      ['3', '4'],
    ]);
  });
});
