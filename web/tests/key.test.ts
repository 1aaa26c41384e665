import { expect, test } from 'vitest';
import { Keys, newKey } from '../src/shared/key';

test('keys are long, and never the same', () => {
  const many = new Set(Array.from({ length: 200 }, newKey));
  expect(many.size).toBe(200);
  for (const key of many) expect(key).toMatch(/^[0-9a-f]{32}$/);
});

test('the same wish keeps its key, another gets its own', () => {
  const keys = new Keys();
  const first = keys.of({ template: 'box', quantity: 1 });
  expect(keys.of({ template: 'box', quantity: 1 })).toBe(first);
  expect(keys.of({ template: 'box', quantity: 2 })).not.toBe(first);
});
