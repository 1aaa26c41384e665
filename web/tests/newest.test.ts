import { afterEach, expect, it, vi } from 'vitest';
import { newest } from '../src/product/newest';

afterEach(() => {
  vi.useRealTimers();
});

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

it('tells a call that is overtaken to leave off, but not one that ends soon or is not', async () => {
  vi.useFakeTimers();
  const left: number[] = [];
  const ask = newest(
    (wish: number, signal) =>
      new Promise<void>((resolve) => {
        setTimeout(resolve, wish);
        signal.addEventListener('abort', () => {
          left.push(wish);
          resolve();
        });
      }),
    (next) => next < 1000,
  );
  ask(900); // long, and overtaken
  ask(100); // ends soon
  await vi.advanceTimersByTimeAsync(200);
  expect(left).toEqual([900]);
  ask(300);
  await vi.advanceTimersByTimeAsync(1000);
  expect(left).toEqual([900]);
  ask(800);
  ask(5000); // overtakes nothing
  await vi.advanceTimersByTimeAsync(600);
  expect(left).toEqual([900]);
  await vi.advanceTimersByTimeAsync(300);
  ask(700);
  ask(6000); // the newest counts: it waits
  await vi.advanceTimersByTimeAsync(4000);
  expect(left).toEqual([900]);
  await vi.advanceTimersByTimeAsync(10_000);
});
