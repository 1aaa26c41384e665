import { signal } from '@preact/signals';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as api from '../src/api';
import { askReady, forgetReady, readyBy } from '../src/product/ready';
import type { Session } from '../src/product/session';
import { dayInWords } from '../src/shared/day';

function visit(printable = true): Session {
  const report = { digest: 'd', quantity: 3, printable };
  return {
    template: signal({ slug: 'box' }),
    making: {
      report: signal(report),
      made: signal({}),
      phase: signal('ready'),
      digest: signal('d'),
      query: () => 'width=80',
    },
  } as unknown as Session;
}

describe('the promised day', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    forgetReady();
  });

  it('is asked once for what is shown', async () => {
    const asked = vi.spyOn(api, 'json').mockResolvedValue({ digest: 'd', ready_by: '2026-11-26' });
    const session = visit();
    await Promise.all([askReady(session), askReady(session)]);
    expect(asked).toHaveBeenCalledExactlyOnceWith('/api/templates/box/ready?width=80&_quantity=3', { method: 'POST' });
    expect(readyBy.value).toBe('2026-11-26');
  });

  it('of another design is not believed', async () => {
    vi.spyOn(api, 'json').mockResolvedValue({ digest: 'x', ready_by: '2026-11-26' });
    await askReady(visit());
    expect(readyBy.value).toBeNull();
  });

  it('is not asked of what cannot be printed, and is none when the shop does not answer', async () => {
    const asked = vi.spyOn(api, 'json').mockRejectedValue(new TypeError('no network'));
    await askReady(visit(false));
    expect(asked).not.toHaveBeenCalled();
    await askReady(visit());
    expect(readyBy.value).toBeNull();
  });

  it('is said as people say it', () => {
    const today = new Date(2026, 10, 22);
    expect(dayInWords('2026-11-26', today)).toBe('Thursday 26 November');
    expect(dayInWords('2027-01-04', today)).toBe('Monday, 4 January 2027');
  });
});
