/** The main measures of a product as a list: for those who cannot or do not want to point at edges. */

import { isWhole, type Edge } from './edges';

/** Edges of one part that measure the same. */
export interface Measure {
  kind: 'line' | 'hole' | 'arc' | 'curve';
  /** The name of its part. */
  part: string;
  /** Mm: a length, of a hole the diameter, of an arc the radius. */
  value: number;
  /** How many edges measure so. */
  count: number;
  /** Places of these edges in the list they were read from. */
  edges: number[];
}

/** Two edges that differ by less, in mm, are said to measure the same. */
const SAME = 5e-3;
const ORDER: readonly Measure['kind'][] = ['line', 'hole', 'arc', 'curve'];

export interface PartEdge extends Edge {
  part: string;
}

/** At most `most` of each kind: straight ones and curves from the longest, circles from the widest. */
export function measuresOf(edges: readonly PartEdge[], most = 8): Measure[] {
  const found: Measure[] = [];
  edges.forEach((edge, index) => {
    const kind = kindOf(edge);
    if (!kind) return;
    const value = kind === 'hole' ? 2 * edge.radius : kind === 'arc' ? edge.radius : edge.length;
    const same = found.find(
      (each) => each.kind === kind && each.part === edge.part && Math.abs(each.value - value) < SAME,
    );
    if (!same) found.push({ kind, part: edge.part, value, count: 1, edges: [index] });
    else {
      same.count++;
      same.edges.push(index);
    }
  });
  found.sort((a, b) => b.value - a.value);
  return ORDER.flatMap((kind) => found.filter((each) => each.kind === kind).slice(0, most));
}

function kindOf(edge: Edge): Measure['kind'] | null {
  if (edge.kind === 'unknown') return null;
  if (edge.kind === 'circle') return isWhole(edge) ? 'hole' : 'arc';
  return edge.kind;
}
