/** The model on the stage: its parts, edges, highlighted faces and, when cut open, its caps. */

import {
  Box3,
  BufferGeometry,
  Color,
  Group,
  LineSegments,
  Mesh,
  type MeshBasicMaterial,
  Plane,
  type PlaneGeometry,
  type ShaderMaterial,
  Vector3,
} from 'three';
import type { Shape } from './contact';
import type { ModelPart } from './glb';
import type { Plastic } from './plastic';
import { lid, stencils } from './section';

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
  /** Outside sizes of the true model in mm. */
  readonly sizes = new Vector3(1, 1, 1);
  private readonly inner = new Group();
  private readonly marks = new Group();
  private readonly caps = new Group();
  private readonly lid: Mesh<PlaneGeometry, ShaderMaterial>;
  private readonly plane = new Plane(new Vector3(0, 1, 0), 0);
  private readonly capMaterials: [MeshBasicMaterial, MeshBasicMaterial];
  private parts: ModelPart[] = [];
  private surfaces: Mesh[] = [];
  private marked: Mesh[] = [];
  private planes: Plane[] | null = null;

  constructor(
    private readonly plastic: Plastic,
    private readonly shadows: boolean,
  ) {
    super();
    this.capMaterials = stencils(this.plane);
    this.lid = lid();
    this.caps.visible = this.lid.visible = false;
    this.inner.add(this.marks, this.caps);
    this.add(this.inner, this.lid);
  }

  /** Puts a new model in the place of the old one within one task, so no picture is ever empty. */
  show(parts: ModelPart[]): void {
    const old = this.parts;
    this.inner.clear();
    this.caps.clear();
    this.parts = parts;
    this.surfaces = [];
    const box = new Box3();
    for (const part of parts) {
      this.surfaces.push(this.placed(new Mesh(part.surface, this.plastic.coat(part.colour).surface), part));
      box.union(
        new Box3().setFromBufferAttribute(part.surface.getAttribute('position') as never).applyMatrix4(part.place),
      );
      if (part.edges) this.placed(new LineSegments(part.edges, this.plastic.coat(part.colour).edges), part);
      for (const [order, material] of this.capMaterials.entries()) {
        const cap = new Mesh(part.surface, material);
        cap.applyMatrix4(part.place);
        cap.renderOrder = 1 + order / 10;
        this.caps.add(cap);
      }
    }
    this.clip();
    this.inner.add(this.marks, this.caps);
    box.getSize(this.sizes);
    const centre = box.getCenter(new Vector3());
    this.inner.position.set(-centre.x, -centre.y, -box.min.z);
    this.scale.set(1, 1, 1);
    this.updateMatrixWorld(true);
    for (const part of old) {
      part.surface.dispose();
      part.edges?.dispose();
    }
  }

  private placed<T extends Mesh | LineSegments>(thing: T, part: ModelPart): T {
    thing.applyMatrix4(part.place);
    thing.castShadow = thing.receiveShadow = this.shadows && thing instanceof Mesh;
    this.inner.add(thing);
    return thing;
  }

  /** Stretches the model to the sizes its sliders say, until the true one arrives. */
  stretch(sizes: Vector3): void {
    this.scale.set(sizes.x / this.sizes.x, sizes.y / this.sizes.y, sizes.z / this.sizes.z);
    this.updateMatrixWorld(true);
  }

  /** From the assembled view's frame to the stage, where the model stands centred on the table. */
  onStage(point: readonly [number, number, number]): Vector3 {
    return this.inner.localToWorld(new Vector3(...point));
  }

  shapes(): Shape[] {
    return this.surfaces.map((mesh) => ({ surface: mesh.geometry, matrix: mesh.matrixWorld }));
  }

  /** The meshes a ray may hit. */
  get solid(): Mesh[] {
    return this.surfaces;
  }

  /** Hatches the marked triangles; says what they look like, or null when nothing is marked. */
  mark(marked: Marked | null): Surface | null {
    for (const mark of this.marked) mark.geometry.dispose();
    this.marked = [];
    this.marks.clear();
    if (!marked?.triangles.length) return null;
    const direction = new Vector3();
    const box = new Box3();
    for (const part of this.parts.filter((each) => each.name === marked.part)) {
      const geometry = triangles(part.surface, marked.triangles);
      const mark = new Mesh(geometry, this.plastic.hatch);
      mark.applyMatrix4(part.place);
      this.marked.push(mark);
      this.marks.add(mark);
      direction.add(facing(geometry).transformDirection(part.place));
      box.union(extent(geometry).applyMatrix4(part.place));
    }
    if (box.isEmpty()) return null;
    return { facing: direction.normalize(), reach: box.getSize(new Vector3()).length() / 2 };
  }

  /** Cuts everything in front of `at` away (mm from the middle, front to back); null closes the model again. */
  cut(at: number | null): void {
    const planes = at === null ? null : [this.plane];
    this.plane.constant = -(at ?? 0);
    this.planes = planes;
    this.clip();
    this.caps.visible = this.lid.visible = at !== null;
    this.marks.visible = at === null;
    this.lid.position.y = at ?? 0;
    (this.lid.material.uniforms.colour!.value as Color).copy(this.plastic.coat('body').surface.color);
  }

  /** Cuts every colour's material alike; a model that comes while it is cut open is cut too. */
  private clip(): void {
    for (const material of this.plastic.materials) {
      if (Boolean(material.clippingPlanes) === Boolean(this.planes)) continue;
      material.clippingPlanes = this.planes;
      material.needsUpdate = true;
    }
  }
}

function triangles(surface: BufferGeometry, wanted: readonly number[]): BufferGeometry {
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

function facing(geometry: BufferGeometry): Vector3 {
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
function extent(geometry: BufferGeometry): Box3 {
  const position = geometry.getAttribute('position');
  const index = geometry.getIndex();
  const box = new Box3();
  const point = new Vector3();
  for (const corner of index?.array ?? []) {
    box.expandByPoint(point.set(position.getX(corner), position.getY(corner), position.getZ(corner)));
  }
  return box;
}
