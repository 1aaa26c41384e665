/** The model on the stage: its pieces and their edges, highlighted faces, ghosts and, when cut open, its section. */

import { Box3, Group, LineSegments, Matrix4, Mesh, Vector3 } from 'three';
import type { Shape } from './contact';
import type { ModelPart } from './glb';
import { pieces, type Piece, type Pose } from './layout';
import { extent, facing, triangles } from './marks';
import type { Plastic } from './plastic';
import { Section, type Cut } from './section';

/** The marked surface: its mean outward direction and half its extent in mm. */
export interface Surface {
  facing: Vector3;
  reach: number;
}

/** What a finding points at: triangles of one part. */
export interface Marked {
  part: string;
  triangles: readonly number[];
}

export class Body extends Group {
  /** Outside sizes in mm of what stands there, without ghosts. */
  readonly sizes = new Vector3(1, 1, 1);
  /** Sizes in mm of the box around the same middle that also holds the ghosts. */
  readonly room = new Vector3(1, 1, 1);
  readonly section = new Section();
  private readonly inner = new Group();
  private readonly marks = new Group();
  private readonly ghosts = new Group();
  private parts: ModelPart[] = [];
  private standing: Piece[] = [];
  private surfaces: Mesh[] = [];
  private marked: Mesh[] = [];
  private pose: Pose = 'assembled';

  constructor(
    private readonly plastic: Plastic,
    private readonly shadows: boolean,
  ) {
    super();
    this.add(this.inner, this.section);
  }

  /** Puts a new model in the place of the old one within one task, so no picture is ever empty. */
  show(parts: ModelPart[]): void {
    const old = this.parts;
    this.parts = parts;
    this.stand(this.pose);
    for (const part of old) {
      part.surface.dispose();
      part.edges?.dispose();
    }
  }

  /** Puts the pieces together, or lays them out as they are printed. */
  stand(pose: Pose): void {
    this.pose = pose;
    this.mark(null);
    this.inner.clear();
    this.ghosts.clear();
    const all = pieces(this.parts, pose);
    this.standing = all.filter(({ part }) => !part.ghost);
    this.surfaces = [];
    const box = new Box3();
    const around = new Box3();
    for (const { part, place } of all) {
      const reach = new Box3().setFromBufferAttribute(part.surface.getAttribute('position') as never);
      around.union(reach.applyMatrix4(place));
      if (!part.ghost) box.union(reach);
      const surface = part.ghost ? this.plastic.pale : this.plastic.coat(part.colour).surface;
      const mesh = new Mesh(part.surface, surface);
      mesh.applyMatrix4(place);
      if (part.ghost) {
        mesh.renderOrder = 4;
        this.ghosts.add(mesh);
      } else {
        mesh.castShadow = mesh.receiveShadow = this.shadows;
        this.surfaces.push(mesh);
        this.inner.add(mesh);
      }
      if (!part.edges) continue;
      const edges = new LineSegments(
        part.edges,
        part.ghost ? this.plastic.paleEdges : this.plastic.coat(part.colour).edges,
      );
      edges.applyMatrix4(place);
      edges.renderOrder = part.ghost ? 5 : 0;
      (part.ghost ? this.ghosts : this.inner).add(edges);
    }
    this.section.build(this.standing);
    this.inner.add(this.marks, this.ghosts, this.section.counted);
    box.getSize(this.sizes);
    const centre = box.getCenter(new Vector3());
    this.inner.position.set(-centre.x, -centre.y, -box.min.z);
    const half = (axis: 'x' | 'y') => Math.max(around.max[axis] - centre[axis], centre[axis] - around.min[axis]);
    this.room.set(2 * half('x'), 2 * half('y'), around.max.z - Math.min(around.min.z, box.min.z));
    this.scale.set(1, 1, 1);
    this.updateMatrixWorld(true);
    this.clip();
  }

  /** Stretches the model to the sizes its sliders say, until the true one arrives. */
  stretch(sizes: Vector3): void {
    this.scale.set(sizes.x / this.sizes.x, sizes.y / this.sizes.y, sizes.z / this.sizes.z);
    this.updateMatrixWorld(true);
  }

  /** From the assembled view's frame to the stage, wherever the part that is meant stands there. */
  onStage(point: readonly [number, number, number], name?: string): Vector3 {
    const place = new Vector3(...point);
    if (this.pose === 'printed') {
      const piece = this.standing.find(({ part }) => part.name === name) ?? this.standing[0];
      if (piece) place.applyMatrix4(new Matrix4().copy(piece.part.place).invert()).applyMatrix4(piece.place);
    }
    return this.inner.localToWorld(place);
  }

  /** Every piece as it stands on the stage. */
  get placed(): { part: ModelPart; matrix: Matrix4 }[] {
    return this.standing.map(({ part, place }) => ({ part, matrix: this.inner.matrixWorld.clone().multiply(place) }));
  }

  shapes(): Shape[] {
    return this.surfaces.map((mesh) => ({ surface: mesh.geometry, matrix: mesh.matrixWorld }));
  }

  /** The meshes a ray may hit. */
  get solid(): Mesh[] {
    return this.surfaces;
  }

  showGhosts(on: boolean): void {
    this.ghosts.visible = on;
  }

  /** Hatches the marked triangles; says what they look like, or null when nothing is marked. */
  mark(marked: Marked | null): Surface | null {
    for (const mark of this.marked) mark.geometry.dispose();
    this.marked = [];
    this.marks.clear();
    if (!marked?.triangles.length) return null;
    const direction = new Vector3();
    const box = new Box3();
    for (const { part, place } of this.standing.filter((each) => each.part.name === marked.part)) {
      const geometry = triangles(part.surface, marked.triangles);
      const mark = new Mesh(geometry, this.plastic.hatch);
      mark.applyMatrix4(place);
      this.marked.push(mark);
      this.marks.add(mark);
      if (!box.isEmpty()) continue; // of several alike the camera looks at one
      direction.copy(facing(geometry).transformDirection(place));
      box.copy(extent(geometry).applyMatrix4(place));
    }
    if (box.isEmpty()) return null;
    return { facing: direction.normalize(), reach: box.getSize(new Vector3()).length() / 2 };
  }

  /** Cuts the model open, `sizes` in mm as it is shown; null closes it again. */
  cut(cut: Cut | null, sizes: Vector3): void {
    if (cut) this.section.cut(cut, sizes, (slot) => this.plastic.coat(slot).surface.color);
    this.section.show(cut !== null);
    this.marks.visible = cut === null;
    this.clip();
  }

  dispose(): void {
    this.mark(null);
    this.section.dispose();
    for (const part of this.parts) {
      part.surface.dispose();
      part.edges?.dispose();
    }
  }

  /** Cuts every colour's material alike; a model that comes while it is cut open is cut too. */
  private clip(): void {
    const planes = this.section.visible ? [this.section.plane] : null;
    for (const material of this.plastic.materials) {
      if (Boolean(material.clippingPlanes) === Boolean(planes)) continue;
      material.clippingPlanes = planes;
      material.needsUpdate = true;
    }
  }
}
