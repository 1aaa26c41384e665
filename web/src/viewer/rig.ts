/** The camera and what moves it: pointer, keys, "show me this place", "back to the start". */

import { PerspectiveCamera, Spherical, Vector3 } from 'three';
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';
import type { Surface } from './body';
import type { Tier } from './tier';

const LENS = 26; // degrees: a longer lens than usual keeps straight edges looking straight
const FRONT_RIGHT = 0.6; // radians around Z, from the front: opposite the lamp, so that the shadow shows
const TRAVEL = 520; // ms

/** Where the camera is and what it looks at, mm. */
export interface View {
  readonly from: readonly [number, number, number];
  readonly at: readonly [number, number, number];
}

interface Travel {
  start: number;
  from: [Vector3, Vector3];
  to: [Vector3, Vector3];
}

export class Rig {
  readonly camera = new PerspectiveCamera(LENS, 1, 2, 6000);
  /** True while a hand or a journey moves the camera. */
  moving = false;
  private readonly controls: OrbitControls;
  private readonly sizes = new Vector3(1, 1, 1);
  /** Half the diagonal in mm of what is to be in the picture. */
  private radius = 1;
  private readonly still = matchMedia('(prefers-reduced-motion: reduce)');
  private travel: Travel | null = null;

  constructor(
    canvas: HTMLCanvasElement,
    private readonly tier: Tier,
    private readonly changed: () => void,
  ) {
    this.camera.up.set(0, 0, 1);
    this.controls = new OrbitControls(this.camera, canvas);
    this.controls.enablePan = false;
    this.controls.enableDamping = tier === 'high' && !this.still.matches;
    this.controls.dampingFactor = 0.12;
    this.controls.maxPolarAngle = Math.PI * 0.72;
    this.controls.addEventListener('change', changed);
    this.controls.addEventListener('start', () => {
      this.moving = true;
      this.travel = null;
    });
    this.controls.addEventListener('end', () => {
      this.moving = false;
      changed();
    });
  }

  aspect(value: number): void {
    this.camera.aspect = value;
    this.camera.updateProjectionMatrix();
  }

  get view(): View {
    return { from: this.camera.position.toArray(), at: this.controls.target.toArray() };
  }

  /** Takes another camera's place at once; nothing happens where it is the same. */
  set view({ from, at }: View) {
    const place = new Vector3(...from);
    const target = new Vector3(...at);
    if (place.distanceTo(this.camera.position) < 1e-4 && target.distanceTo(this.controls.target) < 1e-4) return;
    this.travel = null;
    this.camera.position.copy(place);
    this.controls.target.copy(target);
    this.changed();
  }

  /**
   * Follows a new model: the camera stays unless the model would leave the picture or shrink to a dot.
   *
   * `room` is the box about the same middle that holds all that is to be seen.
   */
  follow(sizes: Vector3, room: Vector3 = sizes): void {
    this.sizes.copy(sizes).setZ(Math.max(sizes.z, room.z));
    this.radius = 0.5 * Math.max(sizes.length(), room.length());
    const now = this.camera.position.distanceTo(this.controls.target);
    const wanted = this.distance();
    this.controls.minDistance = wanted * 0.12;
    this.controls.maxDistance = wanted * 3;
    if (now > wanted * 0.7 && now < wanted * 1.3) return;
    const away = this.camera.position.clone().sub(this.controls.target).setLength(wanted);
    this.go(away.add(this.middle()), this.middle());
  }

  /** Three-quarter view from slightly above; flat things from further above. */
  home(atOnce = false): void {
    const flat = this.sizes.z < 0.25 * Math.max(this.sizes.x, this.sizes.y);
    this.look(FRONT_RIGHT, flat ? 0.8 : 1.08, this.middle(), this.distance(), atOnce);
  }

  /** Brings a place into view from the side its surface faces; without a surface, from where it lies. */
  focus(place: Vector3, surface: Surface | null): void {
    const middle = this.middle();
    const facing = surface?.facing ?? null;
    const direction = facing && Math.hypot(facing.x, facing.y) > 0.3 ? facing : place.clone().sub(middle);
    let around = Math.hypot(direction.x, direction.y) > 1e-3 ? Math.atan2(direction.x, -direction.y) : this.around();
    const up = facing !== null && facing.z > 0.7;
    // What faces up shows from every side: the front is where a customer knows their way.
    if (up) around = Math.min(Math.max(around, -0.8), 0.8);
    const down = up ? 0.75 : facing !== null && facing.z < -0.5 ? 1.95 : 1.1;
    const whole = this.distance();
    const close = surface ? this.distance(surface.reach * 2.6) : 0;
    const distance = Math.min(Math.max(close, whole * 0.45), whole * 0.8);
    // A little past the surface's own axis, so that its depth shows; the nearer, the less of the rest in the middle.
    this.look(around + 0.25, down, place.clone().lerp(middle, (0.6 * distance) / whole), distance);
  }

  turn(around: number, down: number): void {
    const offset = toYUp(this.camera.position.clone().sub(this.controls.target));
    const ball = new Spherical().setFromVector3(offset);
    ball.theta += around;
    ball.phi = Math.min(Math.max(ball.phi + down, 0.05), this.controls.maxPolarAngle);
    this.camera.position.copy(toZUp(new Vector3().setFromSpherical(ball))).add(this.controls.target);
    this.changed();
  }

  zoom(factor: number): void {
    const offset = this.camera.position.clone().sub(this.controls.target);
    offset.setLength(
      Math.min(Math.max(offset.length() * factor, this.controls.minDistance), this.controls.maxDistance),
    );
    this.camera.position.copy(this.controls.target).add(offset);
    this.changed();
  }

  /** Moves one step of a journey on. True: draw another picture after this one. */
  advance(now: number): boolean {
    if (this.travel) {
      const share = Math.min(1, (now - this.travel.start) / TRAVEL);
      const eased = 1 - (1 - share) ** 3;
      this.camera.position.lerpVectors(this.travel.from[0], this.travel.to[0], eased);
      this.controls.target.lerpVectors(this.travel.from[1], this.travel.to[1], eased);
      if (share >= 1) this.travel = null;
    }
    this.controls.update();
    return this.travel !== null;
  }

  dispose(): void {
    this.controls.dispose();
  }

  /** Angles: around Z from the front, and down from straight above. */
  private look(around: number, down: number, at: Vector3, distance: number, atOnce = false): void {
    const direction = new Vector3(
      Math.sin(around) * Math.sin(down),
      -Math.cos(around) * Math.sin(down),
      Math.cos(down),
    );
    this.go(direction.multiplyScalar(distance).add(at), at, atOnce);
  }

  private go(place: Vector3, target: Vector3, atOnce = false): void {
    if (atOnce || this.still.matches || this.tier === 'low') {
      this.camera.position.copy(place);
      this.controls.target.copy(target);
      this.travel = null;
    } else {
      const from: [Vector3, Vector3] = [this.camera.position.clone(), this.controls.target.clone()];
      this.travel = { start: performance.now(), from, to: [place, target] };
    }
    this.changed();
  }

  private around(): number {
    const offset = this.camera.position.clone().sub(this.controls.target);
    return Math.atan2(offset.x, -offset.y);
  }

  /** On a phone the tools cover the top of the picture: the model stands lower and smaller. */
  private get narrow(): boolean {
    return this.camera.aspect < 1.2;
  }

  private middle(): Vector3 {
    return new Vector3(0, 0, this.sizes.z * (this.narrow ? 0.52 : 0.42));
  }

  /** So far that a ball of this radius fits; by default the model with its size labels. */
  private distance(radius = this.radius * (this.narrow ? 1.42 : 1.3)): number {
    const vertical = (LENS * Math.PI) / 360;
    const horizontal = Math.atan(Math.tan(vertical) * this.camera.aspect);
    return radius / Math.sin(Math.min(vertical, horizontal));
  }
}

function toYUp(v: Vector3): Vector3 {
  return v.set(v.x, v.z, -v.y);
}

function toZUp(v: Vector3): Vector3 {
  return v.set(v.x, -v.z, v.y);
}
