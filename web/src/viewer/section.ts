/** A model cut open: what lies before the plane is left out, and the cut is closed by hatched lids. */

import {
  AlwaysStencilFunc,
  BackSide,
  Color,
  DecrementWrapStencilOp,
  DoubleSide,
  FrontSide,
  Group,
  IncrementWrapStencilOp,
  Mesh,
  MeshBasicMaterial,
  NotEqualStencilFunc,
  Plane,
  PlaneGeometry,
  ReplaceStencilOp,
  ShaderMaterial,
  Vector3,
} from 'three';
import type { Piece } from './layout';

export type Axis = 'x' | 'y' | 'z';

/** Where a model is cut: across an axis, at a share of its size there, 0 to 1; `flipped` shows the other half. */
export interface Cut {
  axis: Axis;
  share: number;
  flipped: boolean;
}

/** What stays: at the back, on the left, below; that is, what the first view shows the inside of. */
const KEPT: Record<Axis, readonly [number, number, number]> = { x: [-1, 0, 0], y: [0, 1, 0], z: [0, 0, -1] };
/** Mm off the chosen place: a plane that lies in a face of the solid would count it half. */
const BESIDE = 0.0137;
const FORWARD = new Vector3(0, 0, 1);

export class Section extends Group {
  readonly plane = new Plane(new Vector3(0, 1, 0), 0);
  private readonly counters: [MeshBasicMaterial, MeshBasicMaterial] = stencils(this.plane);
  private readonly sheet = new PlaneGeometry(2400, 2400);
  private readonly lids = new Map<string, Mesh<PlaneGeometry, ShaderMaterial>>();
  /** Holds what counts; its matrix is that of the model. */
  readonly counted = new Group();

  constructor() {
    super();
    this.show(false);
  }

  /** Pieces of one colour share a lid. */
  build(pieces: readonly Piece[]): void {
    this.counted.clear();
    const slots = [...new Set(pieces.map(({ part }) => part.colour))];
    for (const lid of this.lids.values()) lid.visible = false;
    slots.forEach((slot, order) => {
      for (const { part, place } of pieces.filter((each) => each.part.colour === slot)) {
        for (const [turn, material] of this.counters.entries()) {
          const counter = new Mesh(part.surface, material);
          counter.applyMatrix4(place);
          counter.renderOrder = 1 + order + turn / 10;
          this.counted.add(counter);
        }
      }
      const lid = this.lid(slot);
      lid.visible = true;
      lid.renderOrder = 1.2 + order;
    });
  }

  show(on: boolean): void {
    this.visible = this.counted.visible = on;
  }

  /** Puts the plane; `sizes` in mm of the model as it stands on the stage. */
  cut({ axis, share, flipped }: Cut, sizes: Vector3, colourOf: (slot: string) => Color): void {
    const low = axis === 'z' ? 0 : -sizes[axis] / 2;
    const at = low + share * sizes[axis] + BESIDE;
    this.plane.normal.set(...KEPT[axis]).multiplyScalar(flipped ? -1 : 1);
    this.plane.constant = -this.plane.normal[axis] * at;
    const spacing = Math.min(Math.max(Math.max(sizes.x, sizes.y, sizes.z) / 55, 1.2), 4);
    for (const [slot, lid] of this.lids) {
      lid.position.set(0, 0, 0)[axis] = at;
      lid.quaternion.setFromUnitVectors(FORWARD, this.plane.normal);
      lid.material.uniforms.spacing!.value = spacing;
      (lid.material.uniforms.colour!.value as Color).copy(colourOf(slot));
    }
  }

  /** Whether a place is cut away; a little before the plane still counts as there. */
  hides(place: Vector3): boolean {
    return this.visible && this.plane.distanceToPoint(place) < -0.02;
  }

  dispose(): void {
    this.sheet.dispose();
    for (const material of this.counters) material.dispose();
    for (const lid of this.lids.values()) lid.material.dispose();
  }

  private lid(slot: string): Mesh<PlaneGeometry, ShaderMaterial> {
    const known = this.lids.get(slot);
    if (known) return known;
    const lid = new Mesh(this.sheet, hatched());
    lid.onAfterRender = (renderer) => renderer.clearStencil();
    this.lids.set(slot, lid);
    this.add(lid);
    return lid;
  }
}

/** Counts back faces up and front faces down behind the cut: what is left above zero is solid. */
function stencils(plane: Plane): [MeshBasicMaterial, MeshBasicMaterial] {
  const shared = {
    depthWrite: false,
    depthTest: false,
    colorWrite: false,
    stencilWrite: true,
    stencilFunc: AlwaysStencilFunc,
    clippingPlanes: [plane],
  };
  const counting = (
    side: typeof BackSide | typeof FrontSide,
    count: typeof IncrementWrapStencilOp | typeof DecrementWrapStencilOp,
  ) => new MeshBasicMaterial({ ...shared, side, stencilFail: count, stencilZFail: count, stencilZPass: count });
  return [counting(BackSide, IncrementWrapStencilOp), counting(FrontSide, DecrementWrapStencilOp)];
}

/** The face of the cut, drawn where something was counted. */
function hatched(): ShaderMaterial {
  return new ShaderMaterial({
    side: DoubleSide,
    stencilWrite: true,
    stencilRef: 0,
    stencilFunc: NotEqualStencilFunc,
    stencilFail: ReplaceStencilOp,
    stencilZFail: ReplaceStencilOp,
    stencilZPass: ReplaceStencilOp,
    uniforms: { colour: { value: new Color() }, spacing: { value: 2.2 } },
    vertexShader: `
      varying vec2 place;
      void main() {
        place = position.xy;
        gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
      }`,
    fragmentShader: `
      varying vec2 place;
      uniform vec3 colour;
      uniform float spacing;
      void main() {
        float along = (place.x + place.y) / (1.4142 * spacing);
        float away = abs(fract(along) - 0.5) * 2.0;
        float soft = 2.0 * fwidth(along);
        float line = smoothstep(0.68 - soft, 0.68 + soft, away) * (1.0 - smoothstep(0.5, 1.0, soft));
        vec3 face = mix(colour, vec3(1.0), 0.12) * 0.92 + 0.02;
        vec3 ink = dot(colour, vec3(0.3, 0.6, 0.1)) < 0.05 ? mix(colour, vec3(1.0), 0.35) : colour * 0.25;
        gl_FragColor = vec4(mix(face, ink, line), 1.0);
        #include <colorspace_fragment>
      }`,
  });
}
