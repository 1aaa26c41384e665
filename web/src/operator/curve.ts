/** A printer's temperatures over time: what the shop kept, what came since, and gaps where nobody knows. */

import type { Curve, Printer } from '../wire/printers';

export const NAMES = ['nozzle', 'nozzle_target', 'bed', 'bed_target'] as const;
/** Readings further apart than so many turns are not joined: nobody knows what was between them. */
const APART = 3;
/** Seconds that are shown. */
export const SHOWN = 4 * 3600;

/** Seconds that are shown at least: a few minutes after the start the axis would tell the same minute thrice. */
const LEAST = 900;

/** From when to when the axis goes, for these times of readings, at least one. */
export function span(times: ArrayLike<number>): [number, number] {
  const last = times[times.length - 1] ?? 0;
  return [Math.min(times[0] ?? 0, last - LEAST), last];
}

/** The curve with what was just heard of its printer; the same curve where that is no news yet. */
export function heard(curve: Curve, printer: Printer): Curve {
  const at = printer.seen_at;
  const last = curve.at.at(-1) ?? 0;
  if (!printer.temperatures || at === null || at - last < curve.every) return curve;
  const from = curve.at.findIndex((each) => each > at - SHOWN);
  const kept = from < 0 ? curve.at.length : from;
  const next: Curve = { ...curve, at: [...curve.at.slice(kept), at] };
  for (const name of NAMES) next[name] = [...curve[name].slice(kept), printer.temperatures[name] ?? null];
  return next;
}

/** As the chart wants it: times, then a list for each name; a hole where the printer was silent. */
export function columns(curve: Curve): [number[], ...(number | null)[][]] {
  const times: number[] = [];
  const values: (number | null)[][] = NAMES.map(() => []);
  curve.at.forEach((at, number) => {
    const before = curve.at[number - 1];
    if (before !== undefined && at - before > APART * curve.every) {
      times.push((before + at) / 2);
      for (const column of values) column.push(null);
    }
    times.push(at);
    NAMES.forEach((name, place) => values[place]?.push(curve[name][number] ?? null));
  });
  return [times, ...values];
}
