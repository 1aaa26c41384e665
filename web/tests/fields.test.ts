import { describe, expect, it } from 'vitest';
import { defaults, fieldsOf, grouped, Undrawable } from '../src/product/fields';
import { properties } from './samples';

const fields = fieldsOf({ properties });

describe('the form from the schema', () => {
  it('draws one widget per parameter, in the template’s order, of the kind the schema says', () => {
    expect(fields.map((field) => [field.name, field.kind])).toEqual([
      ['width', 'slider'],
      ['tilt', 'slider'],
      ['slots', 'stepper'],
      ['shape', 'choice'],
      ['text', 'text'],
      ['hole', 'switch'],
    ]);
  });

  it('starts from the defaults, zero included', () => {
    expect(defaults(fields)).toEqual({ width: 60, tilt: 0, slots: 3, shape: 'round', text: 'ADA', hole: true });
  });

  it('groups in the template’s order and loses no group it forgot to list', () => {
    expect(grouped(fields, ['Letters', 'Size', 'Empty']).map((group) => group.title)).toEqual([
      'Letters',
      'Size',
      'Look',
    ]);
  });

  it('folds away what is marked as more', () => {
    expect(fields.filter((field) => field.more).map((field) => field.name)).toEqual(['tilt']);
  });

  it('refuses a number without limits instead of inventing some', () => {
    expect(() => fieldsOf({ properties: { a: { type: 'number', title: 'Free' } } })).toThrow(Undrawable);
  });
});
