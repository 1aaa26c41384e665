/** The edges of a part as its solid knows them: what they are, how long exactly, where they run. */

import { Vector3, type BufferGeometry } from 'three';

/** `curve` is any other bent edge; `unknown` one of which the file says nothing exact. */
export type EdgeKind = 'line' | 'circle' | 'curve' | 'unknown';

export interface Edge {
  kind: EdgeKind;
  /** Exact, mm. */
  length: number;
  /** Exact, mm; 0 unless it is a circle or an arc. */
  radius: number;
  centre: Vector3 | null;
  /** Where it runs, from end to end; a closed one ends where it began. */
  points: Vector3[];
  closed: boolean;
}

const KINDS: readonly EdgeKind[] = ['line', 'circle', 'curve', 'unknown'];

/** Reads a part's lines, edge by edge; lines that the file does not tell of are left out. */
export function readEdges(lines: BufferGeometry, told: readonly (readonly number[])[]): Edge[] {
  const position = lines.getAttribute('position');
  const edges: Edge[] = [];
  let at = 0;
  for (const [kind = 3, count = 0, length = 0, radius = 0, ...centre] of told) {
    if (2 * (at + count) > position.count) break;
    const ends: Vector3[] = [];
    for (let corner = 2 * at; corner < 2 * (at + count); corner++)
      ends.push(new Vector3().fromBufferAttribute(position, corner));
    at += count;
    const points = chained(ends);
    edges.push({
      kind: KINDS[kind] ?? 'unknown',
      length,
      radius,
      centre: centre.length === 3 ? new Vector3(...centre) : null,
      points,
      closed: points.length > 2 && points[0]!.equals(points.at(-1)!),
    });
  }
  return edges;
}

/** Puts loose lines, two ends each, into one walk along them. */
function chained(ends: readonly Vector3[]): Vector3[] {
  const name = (point: Vector3) => `${point.x} ${point.y} ${point.z}`;
  const lines = new Map<string, number[]>();
  ends.forEach((end, index) => {
    const known = lines.get(name(end));
    if (known) known.push(index);
    else lines.set(name(end), [index]);
  });
  const loose = ends.findIndex((end) => lines.get(name(end))?.length === 1);
  const start = Math.max(loose, 0);
  const walk = ends.length ? [ends[start]!] : [];
  const used = new Set<number>();
  for (let index: number | undefined = start; index !== undefined;) {
    used.add(index >> 1);
    const far: Vector3 = ends[index ^ 1]!;
    walk.push(far);
    index = lines.get(name(far))?.find((each) => !used.has(each >> 1));
  }
  return walk;
}

/** The point half-way along, of what is drawn. */
export function middleOf(points: readonly Vector3[]): Vector3 {
  let half = lengthOf(points) / 2;
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1]!, points[i]!];
    const step = from.distanceTo(to);
    if (half <= step) return from.clone().lerp(to, step ? half / step : 0);
    half -= step;
  }
  return points.at(-1)?.clone() ?? new Vector3();
}

export function lengthOf(points: readonly Vector3[]): number {
  return points.slice(1).reduce((sum, point, index) => sum + point.distanceTo(points[index]!), 0);
}

/** Whether an arc goes all the way round. */
export function isWhole(edge: Edge): boolean {
  return edge.kind === 'circle' && Math.abs(edge.length - 2 * Math.PI * edge.radius) < 1e-4 * edge.radius;
}
