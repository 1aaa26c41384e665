/** Outside sizes written on the model, on the sides the camera sees. */

import { decimal } from '../shared/format';
import {
  BufferAttribute,
  BufferGeometry,
  DynamicDrawUsage,
  LineBasicMaterial,
  LineSegments,
  Vector3,
  type PerspectiveCamera,
} from 'three';
import type { Overlay } from './overlay';

type Axis = 'x' | 'y' | 'z';
const AXES: readonly Axis[] = ['x', 'y', 'z'];

export class Dimensions extends LineSegments<BufferGeometry, LineBasicMaterial> {
  private readonly labels: Record<Axis, HTMLElement>;
  private readonly points = new BufferAttribute(new Float32Array(18 * 3), 3).setUsage(DynamicDrawUsage);

  constructor(private readonly overlay: Overlay) {
    super(new BufferGeometry(), new LineBasicMaterial({ color: 0x4b5357 }));
    this.geometry.setAttribute('position', this.points);
    this.frustumCulled = false;
    const label = () => {
      const element = document.createElement('span');
      element.className = 'dimension';
      element.ariaHidden = 'true'; // the report says the same in a sentence
      overlay.element.append(element);
      return element;
    };
    this.labels = { x: label(), y: label(), z: label() };
  }

  show(on: boolean): void {
    this.visible = on;
    for (const axis of AXES) this.labels[axis].hidden = !on;
  }

  layout(sizes: Vector3, camera: PerspectiveCamera): void {
    if (!this.visible) return;
    const { x: width, y: depth, z: height } = sizes;
    const largest = Math.max(width, depth, height);
    const away = Math.min(Math.max(largest * 0.1, 4), 16);
    const tick = away / 5;
    const right = camera.position.x > 0 ? 1 : -1;
    const front = camera.position.y < 0 ? -1 : 1;
    const y = front * (depth / 2 + away);
    const x = right * (width / 2 + away);
    // The height stands at the far corner of the side the camera sees, where the model does not hide it.
    const corner = -front * (depth / 2);
    const corners: [number, number, number][] = [
      [-width / 2, y, 0.1],
      [width / 2, y, 0.1],
      [-width / 2, y - tick, 0.1],
      [-width / 2, y + tick, 0.1],
      [width / 2, y - tick, 0.1],
      [width / 2, y + tick, 0.1],
      [x, -depth / 2, 0.1],
      [x, depth / 2, 0.1],
      [x - tick, -depth / 2, 0.1],
      [x + tick, -depth / 2, 0.1],
      [x - tick, depth / 2, 0.1],
      [x + tick, depth / 2, 0.1],
      [x, corner, 0],
      [x, corner, height],
      [x - tick, corner, height],
      [x + tick, corner, height],
      [x - tick, corner, 0.1],
      [x + tick, corner, 0.1],
    ];
    corners.forEach((point, index) => this.points.setXYZ(index, ...point));
    this.points.needsUpdate = true;
    this.write('x', width, new Vector3(0, y, 0.1), camera);
    this.write('y', depth, new Vector3(x, 0, 0.1), camera);
    this.write('z', height, new Vector3(x, corner, height / 2), camera);
  }

  private write(axis: Axis, size: number, place: Vector3, camera: PerspectiveCamera): void {
    const words = `${decimal(size, 1)} mm`;
    const label = this.labels[axis];
    if (label.textContent !== words) label.textContent = words;
    this.overlay.put(label, place, camera);
  }
}
