/** All layers up to one in space: every straight piece is a flat bar, and the slider says how many are drawn. */

import {
  BoxGeometry,
  Color,
  DirectionalLight,
  HemisphereLight,
  InstancedMesh,
  Matrix4,
  MeshLambertMaterial,
  PerspectiveCamera,
  Scene,
  Vector3,
  WebGLRenderer,
} from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { extent, type Layers } from './decode';
import { kindOf } from './kinds';

/** Bars that a telephone's graphics memory holds: 64 bytes each. */
const MOST = 400_000;

export class Solid {
  private readonly scene = new Scene();
  private readonly camera = new PerspectiveCamera(35, 1, 1, 4000);
  private readonly renderer: WebGLRenderer;
  private readonly controls: OrbitControls;
  private readonly bars: InstancedMesh;
  /** How many bars lie in all layers up to each. */
  private readonly upTo: number[] = [];
  /** Whether there were too many to draw all. */
  readonly cut: boolean;

  constructor(canvas: HTMLCanvasElement, layers: Layers) {
    this.renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true });
    this.scene.add(new HemisphereLight(0xffffff, 0x8d8778, 2.2));
    const lamp = new DirectionalLight(0xffffff, 1.6);
    lamp.position.set(-60, -120, 160);
    this.scene.add(lamp);
    const count = Math.min(MOST, layers.x.length - (layers.start.length - 1));
    this.cut = count === MOST;
    this.bars = new InstancedMesh(new BoxGeometry(1, 1, 1), new MeshLambertMaterial(), Math.max(count, 1));
    this.fill(layers);
    this.scene.add(this.bars);
    this.controls = new OrbitControls(this.camera, canvas);
    this.controls.addEventListener('change', this.render);
    this.look(layers);
  }

  private fill(layers: Layers): void {
    const { first, start, x, y, z, height, width, kind } = layers;
    const colours = layers.kinds.map((name) => new Color(kindOf(name).colour));
    const matrix = new Matrix4();
    let bar = 0;
    for (let layer = 0; layer < z.length; layer += 1) {
      for (let line = first[layer]!; line < first[layer + 1]!; line += 1) {
        for (let point = start[line]! + 1; point < start[line + 1]! && bar < MOST; point += 1) {
          const [dx, dy] = [x[point]! - x[point - 1]!, y[point]! - y[point - 1]!];
          const length = Math.hypot(dx, dy);
          if (!length) continue;
          const [cosine, sine] = [dx / length, dy / length];
          // Half a line longer, so that corners close; a hair flatter, so that layers can be told apart.
          const [long, wide, tall] = [length + width[line]! * 0.5, width[line]!, height[layer]! * 0.92];
          matrix.set(
            cosine * long, -sine * wide, 0, (x[point]! + x[point - 1]!) / 2,
            sine * long, cosine * wide, 0, (y[point]! + y[point - 1]!) / 2,
            0, 0, tall, z[layer]! - height[layer]! / 2,
            0, 0, 0, 1,
          ); // prettier-ignore
          this.bars.setMatrixAt(bar, matrix);
          this.bars.setColorAt(bar, colours[kind[line]!]!);
          bar += 1;
        }
      }
      this.upTo.push(bar);
    }
    this.bars.frustumCulled = false;
  }

  private look(layers: Layers): void {
    const { left, right, front, back } = extent(layers);
    const top = layers.z.at(-1) ?? 0;
    const middle = new Vector3((left + right) / 2, (front + back) / 2, top / 2);
    const reach = Math.max(right - left, back - front, top);
    this.camera.up.set(0, 0, 1);
    this.camera.position.copy(middle).add(new Vector3(-0.7, -1.7, 1.3).multiplyScalar(reach));
    this.controls.target.copy(middle);
    this.controls.update();
  }

  /** Draws everything up to one layer, counted from 0. */
  show(layer: number): void {
    this.bars.count = this.upTo[layer] ?? 0;
    this.render();
  }

  resize(): void {
    const { clientWidth, clientHeight } = this.renderer.domElement;
    this.renderer.setPixelRatio(Math.min(devicePixelRatio || 1, 2));
    this.renderer.setSize(clientWidth, clientHeight, false);
    this.camera.aspect = clientWidth / (clientHeight || 1);
    this.camera.updateProjectionMatrix();
    this.render();
  }

  dispose(): void {
    this.controls.dispose();
    this.bars.geometry.dispose();
    this.bars.dispose();
    this.renderer.dispose();
  }

  private readonly render = (): void => {
    this.renderer.render(this.scene, this.camera);
  };
}
