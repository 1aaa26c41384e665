import { expect, it } from 'vitest';
import { newest } from '../src/product/newest';

const settled = () =>
  new Promise((resolve) => {
    setTimeout(resolve, 0);
  });

it('has one call in flight and remembers only the newest that waits', async () => {
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const ask = newest(
    (wish: number) =>
      new Promise<void>((resolve) => {
        started.push(wish);
        ends.push(resolve);
      }),
  );
  for (let wish = 0; wish < 100; wish++) ask(wish);
  expect(started).toEqual([0]);
  ends[0]!();
  await settled();
  expect(started).toEqual([0, 99]);
  ends[1]!();
  await settled();
  ask(5);
  expect(started).toEqual([0, 99, 5]);
});
