import { describe, expect, it } from 'vitest';
import { columns, heard, span } from '../src/operator/curve';
import type { Curve, Printer } from '../src/wire/printers';

const curve: Curve = {
  every: 10,
  at: [100, 110, 200],
  nozzle: [20, 30, 215],
  nozzle_target: [0, 215, 215],
  bed: [20, 25, null],
  bed_target: [0, 60, 60],
};
const printer = (at: number | null, nozzle: number | null = 216) =>
  ({ seen_at: at, temperatures: { nozzle, nozzle_target: 215, bed: 60, bed_target: 60 } }) as Printer;

describe('a curve of temperatures', () => {
  it('is not joined where nobody knows what was between', () => {
    const [times, nozzle, , bed] = columns(curve);
    expect(times).toEqual([100, 110, 155, 200]);
    expect(nozzle).toEqual([20, 30, null, 215]);
    expect(bed).toEqual([20, 25, null, null]);
  });

  it('is shown over its own time, and over a quarter of an hour at least', () => {
    expect(span([5000])).toEqual([4100, 5000]);
    expect(span([100, 110, 5000])).toEqual([100, 5000]);
  });

  it('grows by what is heard, once it is news', () => {
    expect(heard(curve, printer(205))).toBe(curve);
    expect(heard(curve, printer(null))).toBe(curve);
    expect(heard(curve, { ...printer(400), temperatures: null })).toBe(curve);
    const grown = heard(curve, printer(210));
    expect(grown.at).toEqual([100, 110, 200, 210]);
    expect(grown.nozzle.at(-1)).toBe(216);
    expect(curve.at).toHaveLength(3);
  });

  it('loses what is too old to be shown', () => {
    const later = heard(curve, printer(110 + 4 * 3600 + 1));
    expect(later.at).toEqual([200, 110 + 4 * 3600 + 1]);
    expect(later.nozzle).toEqual([215, 216]);
  });

  it('is empty of all but the news after a long silence', () => {
    expect(heard(curve, printer(1e6)).at).toEqual([1e6]);
  });
});
