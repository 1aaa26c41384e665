import { describe, expect, it } from 'vitest';
import { dueWords, firstDue, written, zoned } from '../src/operator/due';
import type { Job } from '../src/wire/jobs';

const at = (...parts: [number, number, number, number, number]) => new Date(...parts).getTime() / 1000;

describe('when an order is due', () => {
  it('is said as near days are called', () => {
    const now = new Date(2026, 10, 22, 23, 30); // a Sunday, late
    expect(dueWords(at(2026, 10, 22, 18, 0), now)).toBe('today 18:00');
    expect(dueWords(at(2026, 10, 23, 0, 5), now)).toBe('tomorrow 00:05');
    expect(dueWords(at(2026, 10, 21, 9, 0), now)).toBe('yesterday 09:00');
    expect(dueWords(at(2026, 10, 27, 7, 30), now)).toBe('Friday 07:30');
    expect(dueWords(at(2026, 10, 29, 7, 30), now)).toBe('29 Nov 07:30');
    expect(dueWords(at(2026, 10, 27, 23, 59), now)).toBe('Friday');
  });

  it('comes back from its field as the same moment, whatever zone the shop is in', () => {
    for (const moment of [at(2026, 0, 4, 18, 0), at(2026, 6, 4, 3, 7)]) {
      expect(new Date(zoned(written(moment))).getTime()).toBe(moment * 1000);
      expect(zoned(written(moment))).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d$/);
    }
    expect([written(null), zoned('')]).toEqual(['', '']);
  });

  it('is of a plate the first of its orders', () => {
    const place = (due: number | null) => ({ priority: 'normal', due, tags: [], plate: '' });
    const job = (...dues: (number | null)[]) => ({ places: Object.fromEntries(dues.map((d, n) => [n, place(d)])) });
    expect(firstDue(job(null, 7, 5) as unknown as Job)).toBe(5);
    expect(firstDue(job(null) as unknown as Job)).toBeNull();
  });
});
