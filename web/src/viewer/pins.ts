/** Numbered pins at the places of the findings. */

import { Raycaster, Vector3, type Mesh, type PerspectiveCamera } from 'three';
import type { Overlay } from './overlay';

export interface Pin {
  id: string;
  /** Its number in the list of findings. */
  number: number;
  /** In the assembled view's frame, mm. */
  place: readonly [number, number, number];
  /** Name of the part it is on. */
  part: string;
  severity: string;
  label: string;
}

export class Pins {
  private pins: { pin: Pin; button: HTMLButtonElement }[] = [];
  private readonly ray = new Raycaster();

  constructor(
    private readonly overlay: Overlay,
    private readonly picked: (id: string) => void,
  ) {}

  show(pins: readonly Pin[]): void {
    for (const { button } of this.pins) button.remove();
    this.pins = pins.map((pin) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'pin';
      button.dataset.severity = pin.severity;
      button.textContent = String(pin.number);
      button.setAttribute('aria-label', `Show ${pin.number}: ${pin.label}`);
      button.addEventListener('click', () => this.picked(pin.id));
      this.overlay.element.append(button);
      return { pin, button };
    });
  }

  layout(onStage: (pin: Pin) => Vector3, camera: PerspectiveCamera, solid: Mesh[], atRest: boolean): void {
    for (const { pin, button } of this.pins) {
      const place = onStage(pin);
      this.overlay.put(button, place, camera);
      if (atRest) button.classList.toggle('behind', this.hidden(place, camera, solid));
    }
  }

  private hidden(place: Vector3, camera: PerspectiveCamera, solid: Mesh[]): boolean {
    const way = place.clone().sub(camera.position);
    const distance = way.length();
    this.ray.set(camera.position, way.normalize());
    const hit = this.ray.intersectObjects(solid, false)[0];
    // The pin stands on the surface: only what lies clearly before it hides it.
    return hit !== undefined && hit.distance < distance - Math.max(2.5, distance * 0.006);
  }
}
