/** Triangles of a part taken out by themselves, to be marked and looked at. */

import { Box3, BufferGeometry, Vector3 } from 'three';

/** The wanted triangles; their positions are shared with the whole part. */
export function triangles(surface: BufferGeometry, wanted: readonly number[]): BufferGeometry {
  const index = surface.getIndex();
  const corners: number[] = [];
  for (const triangle of wanted) {
    for (let corner = 3 * triangle; corner < 3 * triangle + 3; corner++)
      corners.push(index ? index.getX(corner) : corner);
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', surface.getAttribute('position'));
  geometry.setAttribute('normal', surface.getAttribute('normal'));
  geometry.setIndex(corners);
  return geometry;
}

/** Their mean outward direction. */
export function facing(geometry: BufferGeometry): Vector3 {
  const normal = geometry.getAttribute('normal');
  const index = geometry.getIndex();
  const sum = new Vector3();
  if (!index) return sum;
  for (let i = 0; i < index.count; i++) {
    const corner = index.getX(i);
    sum.x += normal.getX(corner);
    sum.y += normal.getY(corner);
    sum.z += normal.getZ(corner);
  }
  return sum.divideScalar(index.count || 1);
}

/** Of the triangles alone: their positions are shared with the whole part. */
export function extent(geometry: BufferGeometry): Box3 {
  const position = geometry.getAttribute('position');
  const index = geometry.getIndex();
  const box = new Box3();
  const point = new Vector3();
  for (const corner of index?.array ?? []) {
    box.expandByPoint(point.set(position.getX(corner), position.getY(corner), position.getZ(corner)));
  }
  return box;
}
