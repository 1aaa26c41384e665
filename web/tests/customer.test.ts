import { expect, it } from 'vitest';
import { missing } from '../src/product/customer';

it.each([
  [{ name: 'Mira', email: 'mira@example.org' }, []],
  [{ name: ' ', email: 'mira@example.org' }, ['name']],
  [{ name: 'Mira', email: '' }, ['email']],
  [{ name: 'Mira', email: 'mira@example' }, ['email']],
  [{ name: '', email: 'mira example.org' }, ['name', 'email']],
])('%j misses %j, each with a sentence', (customer, fields) => {
  const errors = missing(customer);
  expect(Object.keys(errors)).toEqual(fields);
  for (const words of Object.values(errors)) expect(words).toMatch(/\.$/);
});
