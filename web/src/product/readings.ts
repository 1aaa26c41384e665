/** What is measured, in words. */

import { decimal } from '../shared/format';
import type { Measure } from '../viewer/measures';
import type { Reading } from '../viewer/measuring';
import { words } from './words';

/** To a hundredth of a mm: finer than any printer. */
const mm = (value: number) => `${decimal(value)} mm`;

/** As short as it must be beside the pointer: "42 mm", "⌀ 5.2 mm", "R 3 mm". */
export function shortly(reading: Reading): string {
  if (reading.kind !== 'circle') return mm(reading.length);
  return reading.whole ? `⌀ ${mm(2 * reading.radius)}` : `R ${mm(reading.radius)}`;
}

/** The whole sentence, for the card and for those who listen. */
export function fully(reading: Reading): string {
  switch (reading.kind) {
    case 'line':
      return `${words.edge} ${mm(reading.length)}`;
    case 'curve':
      return `${words.curve} ${mm(reading.length)}`;
    case 'circle':
      return reading.whole
        ? `${words.circle}: ${words.diameter} ${mm(2 * reading.radius)}, ${words.radius} ${mm(reading.radius)}`
        : `${words.arc}: ${words.radius} ${mm(reading.radius)}, ${words.along} ${mm(reading.length)}`;
    case 'distance': {
      const [x, y, z] = reading.along;
      return `${words.distance} ${mm(reading.length)}: ${decimal(x)} ${words.across}, ${decimal(y)} ${words.deep}, ${decimal(z)} ${words.up}`;
    }
  }
}

/** For the list: "Round edge", "⌀ 3.2 mm". */
export function named({ kind, value }: Measure): { title: string; size: string } {
  switch (kind) {
    case 'line':
      return { title: words.edge, size: mm(value) };
    case 'hole':
      return { title: words.circle, size: `⌀ ${mm(value)}` };
    case 'arc':
      return { title: words.arc, size: `R ${mm(value)}` };
    case 'curve':
      return { title: words.curve, size: mm(value) };
  }
}
