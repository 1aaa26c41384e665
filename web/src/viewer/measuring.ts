/** Measuring by pointing: an edge tells its exact size, two clicks the distance between them. */

import { Group, Vector2, Vector3, type PerspectiveCamera } from 'three';
import type { Body } from './body';
import { isWhole, readEdges } from './edges';
import { measuresOf, type Measure, type PartEdge } from './measures';
import type { Overlay } from './overlay';
import { Picker, type Hit } from './picking';
import { Ribbon } from './ribbon';

/** What was measured, mm. `whole` of a circle that goes all the way round. */
export type Reading =
  | { kind: 'line' | 'curve'; length: number }
  | { kind: 'circle'; length: number; radius: number; whole: boolean }
  | { kind: 'distance'; length: number; along: readonly [number, number, number] };

export interface MeasuringEvents {
  /** Something else is measured now, or nothing. */
  measured: (reading: Reading | null, settled: boolean) => void;
  /** What to write beside it. */
  say: (reading: Reading) => string;
  changed: () => void;
}

const ACCENT = 0x0b6fb3;
/** CSS pixels that a press may stray and still be a click; a finger is less steady. */
const STRAY = { mouse: 5, touch: 12 };

export class Measuring extends Group {
  private readonly ribbon = new Ribbon(ACCENT, 3.5);
  private readonly ruler = new Ribbon(ACCENT, 2);
  private readonly picker: Picker;
  private readonly label = element('gauge');
  private readonly dots = [element('snap'), element('snap')] as const;
  private edges: PartEdge[] | null = null;
  private on = false;
  private hover: Hit | null = null;
  private ends: Vector3[] = [];
  private pressed: Vector2 | null = null;
  private readonly ear = new AbortController();

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly overlay: Overlay,
    private readonly body: Body,
    private readonly camera: PerspectiveCamera,
    private readonly events: MeasuringEvents,
  ) {
    super();
    this.picker = new Picker(
      camera,
      () => body.solid,
      (place) => body.section.hides(place),
    );
    this.add(this.ribbon, this.ruler);
    overlay.element.append(this.label, ...this.dots);
    const { signal } = this.ear;
    canvas.addEventListener('pointerdown', (event) => (this.pressed = placeOf(event)), { signal });
    canvas.addEventListener('pointermove', (event) => event.buttons === 0 && this.point(placeOf(event)), { signal });
    canvas.addEventListener('pointerup', (event) => this.release(event), { signal });
    canvas.addEventListener('pointerleave', () => this.point(null), { signal });
    this.hide();
  }

  start(on: boolean): void {
    this.on = on;
    this.canvas.style.cursor = on ? 'crosshair' : '';
    this.reset();
  }

  /** The model, or where it stands, is another: what was measured is gone. */
  reset(): void {
    this.edges = null;
    this.ends = [];
    this.hover = null;
    this.hide();
    this.ribbon.draw([]);
    this.ruler.draw([]);
    this.events.measured(null, true);
    this.events.changed();
  }

  measures(): Measure[] {
    return measuresOf(this.known());
  }

  /** Shows the edges of one of the `measures`, or none. */
  show(measure: Measure | null): void {
    const known = this.known();
    this.ribbon.draw(measure?.edges.flatMap((index) => (known[index] ? [known[index].points] : [])) ?? []);
    this.events.changed();
  }

  resize(width: number, height: number): void {
    for (const ribbon of [this.ribbon, this.ruler]) ribbon.resize(width, height);
    this.picker.resize(width, height);
  }

  /** Puts the words where they belong, after the camera moved. */
  layout(): void {
    if (!this.on) return;
    const [from, to = this.hover?.place] = this.ends;
    this.put(this.dots[0], from ?? this.hover?.place, from ? 'end' : (this.hover?.snap ?? ''));
    this.put(this.dots[1], from ? to : undefined, this.ends.length > 1 ? 'end' : (this.hover?.snap ?? ''));
    const reading = this.reading();
    this.label.hidden = !reading;
    if (!reading) return;
    this.label.textContent = this.events.say(reading);
    const place = reading.kind === 'distance' && from && to ? from.clone().lerp(to, 0.5) : this.hover!.place;
    this.overlay.put(this.label, place, this.camera);
  }

  dispose(): void {
    this.ear.abort();
    this.ribbon.dispose();
    this.ruler.dispose();
  }

  private known(): PartEdge[] {
    this.edges ??= this.body.placed.flatMap(({ part, matrix }) =>
      part.edges
        ? readEdges(part.edges, part.told).map((edge) => ({
            ...edge,
            part: part.name,
            points: edge.points.map((point) => point.applyMatrix4(matrix)),
            centre: edge.centre?.applyMatrix4(matrix) ?? null,
          }))
        : [],
    );
    return this.edges;
  }

  private point(pointer: Vector2 | null): void {
    if (!this.on) return;
    const before = this.hover;
    this.hover = pointer && this.picker.at(pointer, this.known());
    if (!this.hover && !before) return;
    if (this.hover && before && this.hover.edge === before.edge && this.hover.place.distanceTo(before.place) < 1e-6)
      return;
    this.draw(false);
  }

  private release(event: PointerEvent): void {
    const place = placeOf(event);
    const steady =
      this.pressed && this.pressed.distanceTo(place) < (event.pointerType === 'mouse' ? STRAY.mouse : STRAY.touch);
    this.pressed = null;
    if (!this.on || !steady || event.button !== 0) return;
    this.hover = this.picker.at(place, this.known());
    if (!this.hover) this.ends = [];
    else if (this.ends.length === 1) this.ends = [this.ends[0]!, this.hover.place.clone()];
    else this.ends = [this.hover.place.clone()];
    this.draw(true);
  }

  private draw(settled: boolean): void {
    const [from, to = this.hover?.place] = this.ends;
    this.ruler.draw(from && to ? [[from, to]] : []);
    const edge = this.hover?.edge;
    this.ribbon.draw(edge && edge.kind !== 'unknown' ? [edge.points] : []);
    this.events.measured(this.reading(), settled);
    this.events.changed();
  }

  /** Once a first point is set, the distance from it; before, what the edge under the pointer measures. */
  private reading(): Reading | null {
    const [from, to = this.hover?.place] = this.ends;
    if (from && to && to.distanceTo(from) > 1e-9) {
      const way = to.clone().sub(from);
      const along = [Math.abs(way.x), Math.abs(way.y), Math.abs(way.z)] as const;
      return { kind: 'distance', length: way.length(), along };
    }
    const edge = this.hover?.edge;
    if (!edge || edge.kind === 'unknown') return null;
    if (edge.kind === 'circle')
      return { kind: 'circle', length: edge.length, radius: edge.radius, whole: isWhole(edge) };
    return { kind: edge.kind, length: edge.length };
  }

  private put(dot: HTMLElement, place: Vector3 | undefined, snap: string): void {
    dot.hidden = !place;
    dot.dataset.snap = snap;
    if (place) this.overlay.put(dot, place, this.camera);
  }

  private hide(): void {
    for (const each of [this.label, ...this.dots]) each.hidden = true;
  }
}

function element(name: string): HTMLElement {
  const made = document.createElement('span');
  made.className = name;
  made.ariaHidden = 'true'; // the page says the same in words
  return made;
}

function placeOf(event: PointerEvent): Vector2 {
  return new Vector2(event.offsetX, event.offsetY);
}
