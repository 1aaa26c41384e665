import { expect, it } from 'vitest';
import { neighbours } from '../src/product/ahead';
import type { Design } from '../src/product/design';
import { fieldsOf } from '../src/product/fields';
import type { Values } from '../src/wire/basics';
import { properties } from './samples';

const fields = fieldsOf({ properties: { width: properties.width!, text: properties.text! } });
const { minimum, maximum, step } = fields[0] as { minimum: number; maximum: number; step: number };
const design = (values: Values, material = 'pla'): Design => ({
  values: { width: minimum + 10 * step, text: 'ADA', ...values },
  material,
  colour: 'red',
  colours: {},
  quantity: 1,
});
const widths = (before: Design, now: Design) => neighbours(fields, before, now).map(({ values }) => values.width);
const at = (steps: number) => Number((minimum + steps * step).toFixed(6));

it('goes on the way the hand went, and back', () => {
  expect(widths(design({}), design({ width: at(14) }))).toEqual([at(15), at(13)]);
  expect(widths(design({}), design({ width: at(6) }))).toEqual([at(5), at(7)]);
});

it('asks neither for what was there before nor beyond the ends', () => {
  expect(widths(design({}), design({ width: at(11) }))).toEqual([at(12)]);
  expect(widths(design({}), design({ width: maximum }))).toEqual([Number((maximum - step).toFixed(6))]);
});

it('knows nothing where more than one number changed', () => {
  expect(widths(design({}), design({}))).toEqual([]);
  expect(widths(design({}), design({ text: 'EVE' }))).toEqual([]);
  expect(widths(design({}), design({ width: at(12), text: 'EVE' }))).toEqual([]);
  expect(widths(design({}), design({ width: at(12) }, 'petg'))).toEqual([]);
});
