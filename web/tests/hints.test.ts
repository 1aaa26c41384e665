import { signal } from '@preact/signals';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as api from '../src/api';
import { DesignStore } from '../src/product/design';
import { ask, hinted, keyOf, recall, take } from '../src/product/hinting';
import type { Session } from '../src/product/session';
import type { Hint } from '../src/wire/mend';

const price = { amount: '5.00', currency: 'EUR', lines: [] };
const hint: Hint = {
  kind: 'setting',
  percent: 12,
  words: '12 % cheaper with wall 1.6 mm (now 2 mm)',
  changes: { wall: 1.6 },
  material: 'pla',
  quantity: 2,
  price,
};
const colours = (...ids: string[]) => ids.map((id) => ({ id, title: id, hex: '#000000' }));

function visit(printable = true): Session {
  const design = {
    values: { wall: 2, text: 'ADA' },
    material: 'pla',
    colour: 'red',
    colours: { lid: 'blue' },
    quantity: 2,
  };
  return {
    template: signal({ slug: 'box' }),
    store: new DesignStore(design),
    shop: {
      materials: [
        { id: 'pla', title: 'PLA', help: '', colours: colours('red', 'blue') },
        { id: 'petg', title: 'PETG', help: '', colours: colours('grey', 'blue') },
      ],
    },
    making: {
      report: signal({ digest: 'd', quantity: 2, printable, price, quote: 'estimate-0' }),
      made: signal(design),
      phase: signal('ready'),
      query: () => 'wall=2',
    },
  } as unknown as Session;
}

describe('hints', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it('are asked about what has a price and prints', () => {
    expect(keyOf(visit())).toBe('/api/templates/box/hints?wall=2&_quantity=2#estimate-0');
    expect(keyOf(visit(false))).toBe('');
  });

  it('are asked for again while the shop has not tried everything, and remembered then', async () => {
    vi.useFakeTimers();
    const asked = vi
      .spyOn(api, 'json')
      .mockResolvedValueOnce({ digest: 'd', quantity: 2, hints: [], complete: false })
      .mockResolvedValueOnce({ digest: 'd', quantity: 2, hints: [hint], complete: true });
    const done = ask('one', new AbortController().signal);
    await vi.runAllTimersAsync();
    await done;
    expect(asked).toHaveBeenCalledTimes(2);
    expect(recall('other')).toBe(false);
    expect(hinted.value.hints).toEqual([]);
    expect(recall('one')).toBe(true);
    expect(hinted.value.hints).toEqual([hint]);
  });

  it('stay in sight while the same design is quoted anew, and no longer', async () => {
    vi.spyOn(api, 'json').mockResolvedValue({ digest: 'd', quantity: 2, hints: [hint], complete: true });
    await ask('box?wall=2#estimate-0', new AbortController().signal);
    expect(recall('box?wall=2#slice')).toBe(false);
    expect(hinted.value).toEqual({ key: 'box?wall=2#slice', hints: [hint] });
    recall('box?wall=3#slice');
    expect(hinted.value.hints).toEqual([]);
  });

  it('that come after the design has changed are dropped', async () => {
    const leave = new AbortController();
    vi.spyOn(api, 'json').mockImplementation(() => {
      leave.abort();
      return Promise.resolve({ digest: 'd', quantity: 2, hints: [hint], complete: true });
    });
    recall('left');
    await ask('left', leave.signal);
    expect(hinted.value.hints).toEqual([]);
    expect(recall('left')).toBe(false);
  });

  it('are taken over as one step, with colours that the other material has', () => {
    const session = visit();
    take(session, { ...hint, material: 'petg', quantity: 3 });
    expect(session.store.design.value).toEqual({
      values: { wall: 1.6, text: 'ADA' },
      material: 'petg',
      colour: 'grey',
      colours: { lid: 'blue' },
      quantity: 3,
    });
    session.store.undo();
    expect(session.store.design.value.values['wall']).toBe(2);
    expect(session.store.canUndo.value).toBe(false);
  });
});
