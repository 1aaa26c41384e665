/** Where the head goes without laying anything: from the end of each line to where the next begins. */

import type { Layers } from './decode';

/**
 * The ways of one layer, counted from 0: x, y, x, y in mm on the bed, four numbers for each. Straight, for the file keeps
 * lines only; what a slicer goes round, or wipes, between two of them is not in it.
 */
export function travels(layers: Layers, layer: number): Float32Array {
  const { first, start, x, y } = layers;
  const found: number[] = [];
  for (let line = Math.max(first[layer]!, 1); line < first[layer + 1]!; line += 1) {
    const [from, to] = [start[line]! - 1, start[line]!];
    if (x[from] !== x[to] || y[from] !== y[to]) found.push(x[from]!, y[from]!, x[to]!, y[to]!);
  }
  return Float32Array.from(found);
}
