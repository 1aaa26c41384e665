/** What lies under the pointer: a point worth snapping to, an edge, or a spot on a face. */

import { Raycaster, Vector2, Vector3, type Mesh, type PerspectiveCamera } from 'three';
import { isWhole, middleOf } from './edges';
import type { PartEdge } from './measures';

export type Snap = 'end' | 'middle' | 'centre' | 'edge' | 'face';

export interface Hit {
  snap: Snap;
  place: Vector3;
  edge: PartEdge | null;
}

/** CSS pixels within which a point, and an edge, catches the pointer. */
const POINT = 13;
const EDGE = 11;
/** CSS pixels by which two places are about equally near the pointer. */
const ALIKE = 6;
/** Of the edges near the pointer, so many are asked whether they can be seen. */
const ASKED = 8;

interface Near {
  edge: PartEdge;
  place: Vector3;
  away: number;
}

export class Picker {
  private readonly ray = new Raycaster();
  private width = 1;
  private height = 1;

  constructor(
    private readonly camera: PerspectiveCamera,
    private readonly solid: () => Mesh[],
    /** Whether a place is cut away. */
    private readonly gone: (place: Vector3) => boolean,
  ) {}

  resize(width: number, height: number): void {
    this.width = width;
    this.height = height;
  }

  /** `pointer` in CSS pixels from the picture's upper left corner. */
  at(pointer: Vector2, edges: readonly PartEdge[]): Hit | null {
    const near = edges.flatMap((edge) => this.near(edge, pointer) ?? []).sort((a, b) => a.away - b.away);
    const centre = this.centre(pointer, edges);
    const seen = near.slice(0, ASKED).find(({ place }) => this.sees(place));
    if (centre && (!seen || centre.away < seen.away)) return { snap: 'centre', place: centre.place, edge: centre.edge };
    if (!seen) return this.face(pointer);
    for (const { edge } of near.filter((each) => each.away < seen.away + 2)) {
      const point = pointsOf(edge)
        .map((each) => ({ ...each, away: this.screen(each.place).distanceTo(pointer) }))
        .filter((each) => each.away < POINT && this.sees(each.place))
        .sort((a, b) => a.away - b.away)[0];
      if (point) return { snap: point.snap, place: point.place, edge: seen.edge };
    }
    return { snap: 'edge', place: seen.place, edge: seen.edge };
  }

  /** Whether nothing solid stands between the camera and a place on the surface. */
  private sees(place: Vector3): boolean {
    if (this.gone(place)) return false;
    const way = place.clone().sub(this.camera.position);
    const distance = way.length();
    this.ray.set(this.camera.position, way.normalize());
    const before = distance - Math.max(0.4, distance * 0.003);
    return !this.ray
      .intersectObjects(this.solid(), false)
      .some((hit) => hit.distance < before && !this.gone(hit.point));
  }

  /** The middle of a circle of which something can be seen. */
  private centre(pointer: Vector2, edges: readonly PartEdge[]): Near | null {
    let found: Near | null = null;
    for (const edge of edges) {
      if (!edge.centre || this.gone(edge.centre)) continue;
      const away = this.screen(edge.centre).distanceTo(pointer);
      if (away > POINT) continue;
      // Of two rims of one bore, the nearer.
      const far = edge.centre.distanceTo(this.camera.position);
      const beside = found && Math.abs(away - found.away) < ALIKE;
      if (found && (beside ? far >= found.place.distanceTo(this.camera.position) : away >= found.away)) continue;
      const some = [0, 0.25, 0.5, 0.75].map((share) => edge.points[Math.floor(share * (edge.points.length - 1))]!);
      if (some.some((place) => this.sees(place))) found = { edge, place: edge.centre, away };
    }
    return found;
  }

  private face(pointer: Vector2): Hit | null {
    const place = new Vector2((pointer.x / this.width) * 2 - 1, 1 - (pointer.y / this.height) * 2);
    this.ray.setFromCamera(place, this.camera);
    const hit = this.ray.intersectObjects(this.solid(), false).find((each) => !this.gone(each.point));
    return hit ? { snap: 'face', place: hit.point, edge: null } : null;
  }

  private near(edge: PartEdge, pointer: Vector2): Near | null {
    let found: Near | null = null;
    let before = this.screen(edge.points[0]!);
    for (let i = 1; i < edge.points.length; i++) {
      const after = this.screen(edge.points[i]!);
      const way = after.clone().sub(before);
      const share = Math.min(Math.max(pointer.clone().sub(before).dot(way) / (way.lengthSq() || 1), 0), 1);
      const away = before.clone().addScaledVector(way, share).distanceTo(pointer);
      if (away < EDGE && (!found || away < found.away))
        found = { edge, away, place: edge.points[i - 1]!.clone().lerp(edge.points[i]!, share) };
      before = after;
    }
    return found;
  }

  private screen(place: Vector3): Vector2 {
    const seen = place.clone().project(this.camera);
    return new Vector2((seen.x * 0.5 + 0.5) * this.width, (0.5 - seen.y * 0.5) * this.height);
  }
}

function pointsOf(edge: PartEdge): { snap: Snap; place: Vector3 }[] {
  if (isWhole(edge) || edge.closed) return [];
  return [
    { snap: 'end', place: edge.points[0]! },
    { snap: 'end', place: edge.points.at(-1)! },
    { snap: 'middle', place: middleOf(edge.points) },
  ];
}
