import { describe, expect, it } from 'vitest';
import { BufferAttribute, BufferGeometry, Vector3 } from 'three';
import { isWhole, lengthOf, middleOf, readEdges } from '../src/viewer/edges';
import { measuresOf, type PartEdge } from '../src/viewer/measures';

/** Loose lines, as the file holds them. */
function lines(...ends: [number, number][]): BufferGeometry {
  const geometry = new BufferGeometry();
  const points = ends.flatMap(([x, y]) => [x, y, 0]);
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(points), 3));
  return geometry;
}

const xy = (points: readonly Vector3[]) => points.map(({ x, y }) => [x, y]);

describe('the edges of a part', () => {
  it('are walked from end to end, in whatever order and direction their lines stand', () => {
    const [edge] = readEdges(lines([1, 0], [2, 0], [1, 0], [0, 0], [3, 1], [2, 0]), [[2, 3, 3.5]]);
    const walk = xy(edge!.points);
    expect([walk, walk.toReversed()]).toContainEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 1],
    ]);
    expect(edge!.closed).toBe(false);
    expect(edge!.length).toBe(3.5);
  });

  it('know when they end where they began', () => {
    const square = lines([0, 0], [1, 0], [1, 1], [0, 1], [1, 0], [1, 1], [0, 1], [0, 0]);
    const [edge] = readEdges(square, [[1, 4, 2 * Math.PI, 1, 0.5, 0.5, 0]]);
    expect(edge!.closed).toBe(true);
    expect(edge!.points).toHaveLength(5);
    expect(isWhole(edge!)).toBe(true);
    expect(edge!.centre).toEqual(new Vector3(0.5, 0.5, 0));
  });

  it('have exact numbers where the file has them, and none where it has none', () => {
    const told = [
      [0, 1, 10.0000001],
      [3, 1],
    ];
    const edges = readEdges(lines([0, 0], [10, 0], [0, 5], [10, 5]), told);
    expect(edges.map(({ kind, length, radius }) => [kind, length, radius])).toEqual([
      ['line', 10.0000001, 0],
      ['unknown', 0, 0],
    ]);
    expect(xy(edges[1]!.points)).toEqual([
      [0, 5],
      [10, 5],
    ]);
  });

  it('of a file that tells less than it draws are those it tells of', () => {
    expect(readEdges(lines([0, 0], [1, 0]), [])).toEqual([]);
    expect(readEdges(lines([0, 0], [1, 0]), [[0, 7, 1]])).toEqual([]);
  });

  it('have their middle half-way along', () => {
    const walk = [new Vector3(0, 0, 0), new Vector3(3, 0, 0), new Vector3(3, 5, 0)];
    expect(lengthOf(walk)).toBe(8);
    expect(middleOf(walk)).toEqual(new Vector3(3, 1, 0));
  });
});

describe('the list of main measures', () => {
  const edge = (some: Partial<PartEdge>): PartEdge => ({
    kind: 'line',
    part: 'box',
    length: 10,
    radius: 0,
    centre: null,
    points: [],
    closed: false,
    ...some,
  });
  const hole = (diameter: number) =>
    edge({ kind: 'circle', radius: diameter / 2, length: Math.PI * diameter, closed: true });

  it('joins what measures the same, and counts it', () => {
    const [one, ...others] = measuresOf([edge({}), edge({ length: 10.001 }), edge({})]);
    expect(one).toEqual({ kind: 'line', part: 'box', value: 10, count: 3, edges: [0, 1, 2] });
    expect(others).toEqual([]);
  });

  it('keeps parts, straight edges, holes and arcs apart, the greatest first', () => {
    const arc = edge({ kind: 'circle', radius: 5, length: 7 });
    const found = measuresOf([hole(3), edge({}), hole(8), arc, edge({ length: 20 }), edge({ part: 'lid' })]);
    expect(found.map(({ kind, part, value }) => [kind, part, value])).toEqual([
      ['line', 'box', 20],
      ['line', 'box', 10],
      ['line', 'lid', 10],
      ['hole', 'box', 8],
      ['hole', 'box', 3],
      ['arc', 'box', 5],
    ]);
  });

  it('says nothing of what is not known exactly, and no more than a few of each kind', () => {
    const many = Array.from({ length: 20 }, (_, index) => edge({ length: index + 1 }));
    expect(measuresOf([edge({ kind: 'unknown' })])).toEqual([]);
    expect(measuresOf(many, 3).map(({ value }) => value)).toEqual([20, 19, 18]);
  });
});
