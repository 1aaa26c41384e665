import { describe, expect, it } from 'vitest';
import { fieldsOf, type Field, type NumberField } from '../src/product/fields';
import { commit, snapped } from '../src/product/limits';
import { properties } from './samples';

const fields = fieldsOf({ properties });
const field = (name: string): Field => fields.find((each) => each.name === name)!;
const width = field('width') as NumberField;

describe('a typed number', () => {
  it.each([
    ['80', 80],
    ['80.5', 80.5],
    ['80,5', 80.5],
    [' 80 mm ', 80],
    ['.5e2', null],
    ['0x20', null],
    ['', null],
    ['1e9', null],
    ['NaN', null],
    ['--3', null],
  ])('%j becomes %j', (given, value) => {
    const committed = commit(width, given, 60);
    expect(committed.value).toBe(value ?? 60);
    expect(committed.words === null).toBe(value !== null);
  });

  it('is held at the limit, and says so with limit and unit', () => {
    expect(commit(width, '500', 60)).toEqual({ value: 120, words: 'The most is 120 mm, so it is 120 mm now.' });
    expect(commit(width, '-1', 60)).toEqual({ value: 30, words: 'The least is 30 mm, so it is 30 mm now.' });
  });

  it('goes to the nearest step, and says so', () => {
    const { value, words } = commit(width, '61.2', 60);
    expect(value).toBe(61);
    expect(words).toContain('0.5 mm');
  });

  it('may be zero', () => {
    expect(commit(field('slots'), '0', 3)).toEqual({ value: 0, words: null });
  });
});

describe('the grid', () => {
  it('starts at the minimum, never leaves the limits, and holds still on its own points', () => {
    const odd: NumberField = { ...width, minimum: 0.8, maximum: 4, step: 0.3 };
    for (let given = -1; given < 6; given += 0.07) {
      const value = snapped(odd, given);
      expect(value).toBeGreaterThanOrEqual(0.8);
      expect(value).toBeLessThanOrEqual(4);
      expect(snapped(odd, value)).toBe(value);
      expect(Math.abs((value - 0.8) / 0.3 - Math.round((value - 0.8) / 0.3))).toBeLessThan(1e-6);
    }
  });
});

describe('other values', () => {
  it('cuts a text at its limit in whole characters and says so', () => {
    const { value, words } = commit(field('text'), 'Zoë🙂🙂🙂', '');
    expect(value).toBe('Zoë🙂🙂');
    expect(words).not.toBeNull();
  });

  it('keeps the choice when the wish is not on the list', () => {
    expect(commit(field('shape'), 'star', 'pill').value).toBe('pill');
    expect(commit(field('shape'), 'round', 'pill')).toEqual({ value: 'round', words: null });
  });

  it('reads on and off, and nothing else', () => {
    expect(commit(field('hole'), 'false', true)).toEqual({ value: false, words: null });
    expect(commit(field('hole'), 'maybe', true).value).toBe(true);
  });
});
