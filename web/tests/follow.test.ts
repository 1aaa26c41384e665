import { expect, it } from 'vitest';
import { fieldsOf } from '../src/product/fields';
import { stretchOf } from '../src/product/follow';
import { readAddress } from '../src/product/address';
import { materials, properties } from './samples';

const fields = fieldsOf({ properties });
const design = (search: string) => readAddress(fields, materials, search, 50).design;

it('stretches only along the sizes a slider sets one to one', () => {
  expect(stretchOf(fields, design('width=60'), design('width=75&tilt=9'))).toEqual({ x: 15, y: 0, z: 0 });
});

it('does not stretch before there is a model', () => {
  expect(stretchOf(fields, null, design('width=75'))).toEqual({ x: 0, y: 0, z: 0 });
});
