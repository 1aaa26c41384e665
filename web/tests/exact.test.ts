import { signal } from '@preact/signals';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as api from '../src/api';
import { askExact, range, standing } from '../src/product/exact';
import type { Session } from '../src/product/session';

const about = { grams: 24, seconds: 4200, grams_tolerance: 0.06, seconds_tolerance: 0.15, by: 'estimate' as const };
const exact = { grams: 25, seconds: 4300, grams_tolerance: 0, seconds_tolerance: 0, by: 'slice' as const };
const price = { amount: '5.00', currency: 'EUR', lines: [] };

function visit(digest = 'd'): Session {
  const report = { digest, quantity: 1, printable: true, estimate: about, price, quote: 'estimate-0' };
  return {
    template: signal({ slug: 'box' }),
    picked: signal(2),
    making: { report: signal(report), made: signal({}), phase: signal('ready'), query: () => 'width=80' },
  } as unknown as Session;
}

describe('the exact figures', () => {
  afterEach(() => vi.restoreAllMocks());

  it('take the place of the estimate as soon as the slice is there', async () => {
    vi.useFakeTimers();
    const asked = vi
      .spyOn(api, 'json')
      .mockResolvedValueOnce({ digest: 'd', state: 'waiting', quote: 'estimate-0', estimate: about, price })
      .mockResolvedValueOnce({
        digest: 'd',
        state: 'exact',
        quote: 'slice',
        estimate: exact,
        price: { ...price, amount: '5.10' },
      });
    const session = visit();
    const done = askExact(session);
    await vi.runAllTimersAsync();
    await done;
    vi.useRealTimers();
    expect(asked).toHaveBeenCalledWith('/api/templates/box/quote?width=80&_quantity=1', { method: 'POST' });
    expect(session.making.report.value).toMatchObject({ estimate: exact, quote: 'slice', price: { amount: '5.10' } });
    expect(session.picked.value).toBe(2);
    expect(standing.value).toBe('exact');
  });

  it('of another design are not believed', async () => {
    vi.spyOn(api, 'json').mockResolvedValue({ digest: 'x', state: 'exact', quote: 'slice', estimate: exact, price });
    const session = visit();
    await askExact(session);
    expect(session.making.report.value?.estimate).toEqual(about);
  });

  it('are told as a range before', () => {
    expect(range(about)).toBe('1 h 00 min to 1 h 21 min, 23 g to 25 g');
    expect(range(exact)).toBe('1 h 12 min, 25 g');
  });
});
