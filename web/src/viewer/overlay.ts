/** HTML that lies over the picture and follows places in it. */

import { Vector3, type PerspectiveCamera } from 'three';

export class Overlay {
  private width = 1;
  private height = 1;

  constructor(readonly element: HTMLElement) {}

  resize(width: number, height: number): void {
    this.width = width;
    this.height = height;
  }

  put(label: HTMLElement, place: Vector3, camera: PerspectiveCamera): void {
    const seen = place.clone().project(camera);
    const x = (seen.x * 0.5 + 0.5) * this.width;
    const y = (0.5 - seen.y * 0.5) * this.height;
    label.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) translate(-50%, -50%)`;
  }
}
