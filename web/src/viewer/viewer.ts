/** The 3D picture of one design. Draws when something changed, and never otherwise. */

import { Color, Scene, Vector3 } from 'three';
import { Body, type Marked } from './body';
import { ContactShadow } from './contact';
import { Dimensions } from './dimensions';
import { Floor } from './floor';
import { readModel, type ModelPart } from './glb';
import { differs, type Pose } from './layout';
import type { Measure } from './measures';
import { Measuring, type Reading } from './measuring';
import { Overlay } from './overlay';
import { Pins, type Pin } from './pins';
import { Plastic } from './plastic';
import { Rig, type View } from './rig';
import { Screen } from './screen';
import type { Cut } from './section';
import { Studio } from './studio';
import type { Tier } from './tier';

/** Mm by which each outside size is to differ from the true model, until the next one arrives. */
export type Stretch = Readonly<Record<'x' | 'y' | 'z', number>>;

/** What the model that is shown can be looked at besides. */
export interface Offers {
  /** Whether its pieces are printed otherwise than they stand together. */
  printed: boolean;
  /** Names of what it meets in use. */
  ghosts: readonly string[];
}

/** Pictures drawn so far, and what the graphics memory holds. */
export interface Drawn {
  frames: number;
  geometries: number;
  textures: number;
}

export interface ViewerEvents {
  drawn: (facts: Drawn) => void;
  pinned: (id: string) => void;
  lost: (isLost: boolean) => void;
  shown: (offers: Offers) => void;
  measured: (reading: Reading | null, settled: boolean) => void;
  /** What to write beside what is measured. */
  say: (reading: Reading) => string;
  /** The customer moved the camera. */
  turned: (view: View) => void;
}

const STAGE = 0xe9ebe6;

export class Viewer {
  readonly tier: Tier;
  private readonly screen: Screen;
  private readonly scene = new Scene();
  private readonly plastic: Plastic;
  private readonly body: Body;
  private readonly studio: Studio;
  private readonly floor: Floor;
  private readonly contact: ContactShadow;
  private readonly dimensions: Dimensions;
  private readonly measuring: Measuring;
  private readonly pins: Pins;
  private readonly overlay: Overlay;
  private readonly rig: Rig;
  private readonly watcher: ResizeObserver;
  private readonly shown = new Vector3(1, 1, 1);
  private parts: readonly ModelPart[] = [];
  private pose: Pose = 'assembled';
  private section: Cut | null = null;
  private ghostly = true;
  private pictures = 0;
  private pending = 0;
  private ready = false;

  /** Throws when the browser has no WebGL. The labels are laid over the canvas by the caller's style sheet. */
  constructor(
    private readonly host: HTMLElement,
    canvas: HTMLCanvasElement,
    labels: HTMLElement,
    private readonly events: ViewerEvents,
    tier: Tier | null = null,
  ) {
    this.screen = new Screen(host, canvas, tier, () => {
      this.rig.moving = false;
      this.invalidate();
    });
    this.tier = this.screen.tier;
    this.scene.background = new Color(STAGE);
    this.overlay = new Overlay(labels);
    this.plastic = new Plastic(this.screen.sharp);
    this.body = new Body(this.plastic, this.tier === 'high');
    this.studio = new Studio(this.scene, this.tier);
    this.floor = new Floor(this.tier);
    this.contact = new ContactShadow(this.tier);
    this.dimensions = new Dimensions(this.overlay);
    this.pins = new Pins(this.overlay, events.pinned);
    this.rig = new Rig(canvas, this.tier, () => this.invalidate());
    const { measured, say } = events;
    const changed = () => this.invalidate();
    this.measuring = new Measuring(canvas, this.overlay, this.body, this.rig.camera, { measured, say, changed });
    this.scene.add(this.floor, this.contact, this.body, this.body.section, this.dimensions, this.measuring);
    this.watcher = new ResizeObserver(() => this.resize());
    this.watcher.observe(host);
    this.resize();
    canvas.addEventListener('webglcontextlost', (event) => {
      event.preventDefault(); // otherwise the browser never gives the context back
      events.lost(true);
    });
    canvas.addEventListener('webglcontextrestored', () => {
      events.lost(false);
      this.studio.forget();
      if (this.ready) this.settleModel();
      this.reflect();
      this.invalidate();
    });
  }

  /** Shows a model at once; the camera stays where the customer left it, and first looks `from` there. */
  show(bytes: ArrayBuffer, from?: View): void {
    const parts = readModel(bytes);
    this.parts = parts;
    this.body.show(parts);
    this.arrive();
    if (this.ready) return this.draw();
    this.ready = true;
    if (from) this.rig.view = from;
    else this.rig.home(true);
    this.draw();
    this.reflect();
  }

  /** Puts the pieces together, or lays them out as they are printed. */
  stand(pose: Pose): void {
    if (pose === this.pose) return;
    this.pose = pose;
    if (!this.ready) return;
    this.body.stand(pose);
    this.arrive();
    this.rig.home();
  }

  stretch(by: Stretch): void {
    if (!this.ready || this.pose === 'printed') return;
    const { sizes } = this.body;
    this.shown.set(Math.max(1, sizes.x + by.x), Math.max(1, sizes.y + by.y), Math.max(1, sizes.z + by.z));
    this.body.stretch(this.shown);
    this.cut(this.section);
  }

  /** Paints the body, and slots that have a colour of their own. */
  colour(body: string, colours: Readonly<Record<string, string>> = {}): void {
    this.plastic.colour(body, colours);
    this.cut(this.section);
  }

  setPins(pins: readonly Pin[]): void {
    this.pins.show(pins);
    this.invalidate();
  }

  /** Hatches a finding's faces, or none. */
  mark(marked: Marked | null): void {
    this.body.mark(marked);
    this.invalidate();
  }

  /** Moves the camera to a finding. */
  focus(place: Pin['place'], marked: Marked): void {
    this.rig.focus(this.body.onStage(place, marked.part), this.body.mark(marked));
  }

  showSizes(on: boolean): void {
    this.dimensions.show(on);
    this.invalidate();
  }

  showGhosts(on: boolean): void {
    this.ghostly = on;
    if (this.ready) this.rig.follow(this.body.sizes, on ? this.body.room : this.body.sizes);
    this.cut(this.section);
  }

  /** Cuts the model open; null shows the whole. */
  cut(cut: Cut | null): void {
    this.section = cut;
    this.overlay.element.toggleAttribute('data-cut', cut !== null); // a pin on what is cut away would hang in the air
    this.body.cut(cut, this.shown);
    this.body.showGhosts(this.ghostly && !cut);
    this.screen.shadows();
    this.invalidate();
  }

  /** While measuring, edges under the pointer tell their sizes, and two clicks a distance. */
  measure(on: boolean): void {
    this.overlay.element.toggleAttribute('data-measuring', on);
    this.measuring.start(on);
  }

  measures(): Measure[] {
    return this.ready ? this.measuring.measures() : [];
  }

  /** Shows where one of the `measures` is, or none. */
  point(measure: Measure | null): void {
    this.measuring.show(measure);
  }

  home(): void {
    this.rig.home();
  }

  turn(around: number, down: number): void {
    this.rig.turn(around, down);
  }

  zoom(factor: number): void {
    this.rig.zoom(factor);
  }

  get view(): View {
    return this.rig.view;
  }

  /** Looks from the same place as another picture. */
  look(view: View): void {
    this.rig.view = view;
  }

  dispose(): void {
    cancelAnimationFrame(this.pending);
    this.watcher.disconnect();
    this.rig.dispose();
    this.measuring.dispose();
    this.contact.dispose();
    this.body.dispose();
    this.plastic.dispose();
    this.screen.dispose();
    this.overlay.element.replaceChildren();
  }

  /** Another model stands there, or the same one otherwise. */
  private arrive(): void {
    this.shown.copy(this.body.sizes);
    this.settleModel();
    this.rig.follow(this.body.sizes, this.ghostly ? this.body.room : this.body.sizes);
    this.measuring.reset();
    this.cut(this.section);
    const ghosts = this.parts.filter((part) => part.ghost).map((part) => part.name);
    this.events.shown({ printed: differs(this.parts), ghosts });
  }

  private settleModel(): void {
    const sizes = this.body.sizes;
    this.contact.bake(this.screen.renderer, this.body.shapes(), sizes);
    this.studio.aim(sizes);
    this.floor.reach(Math.max(205, sizes.length() * 1.3));
    this.screen.shadows();
  }

  /** After the next picture, for it takes seconds on a weak machine. */
  private reflect(): void {
    if (this.tier !== 'high' || !this.ready) return;
    requestAnimationFrame(() => {
      this.studio.addReflections(this.screen.renderer);
      this.invalidate();
    });
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (!width || !height) return;
    this.overlay.resize(width, height);
    this.measuring.resize(width, height);
    this.rig.aspect(width / height);
    this.screen.resized();
    if (this.ready) this.draw();
  }

  private invalidate(): void {
    if (!this.pending) this.pending = requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    cancelAnimationFrame(this.pending);
    this.pending = 0;
    if (!this.ready) return;
    const travelling = this.rig.advance(performance.now());
    const moving = travelling || this.rig.moving;
    this.screen.focus(moving);
    const { camera } = this.rig;
    camera.updateMatrixWorld();
    this.floor.visible = camera.position.z > 0;
    this.contact.visible = camera.position.z > 0 && !this.section;
    this.dimensions.layout(this.shown, camera);
    this.measuring.layout();
    this.pins.layout((pin) => this.body.onStage(pin.place, pin.part), camera, this.body.solid, !moving);
    this.screen.draw(this.scene, camera);
    this.events.drawn({ frames: ++this.pictures, ...this.screen.holds });
    this.events.turned(this.rig.view);
    if (travelling) this.invalidate();
  }
}
