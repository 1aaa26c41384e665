/** The 3D picture of one design. Draws when something changed, and never otherwise. */

import { Color, NeutralToneMapping, PCFShadowMap, Scene, Vector3, WebGLRenderer } from 'three';
import { Body, type Marked } from './body';
import { ContactShadow } from './contact';
import { Dimensions } from './dimensions';
import { Floor } from './floor';
import { readModel } from './glb';
import { Overlay } from './overlay';
import { Pins, type Pin } from './pins';
import { Plastic } from './plastic';
import { Rig } from './rig';
import { Studio } from './studio';
import { tierOf, type Tier } from './tier';

/** Mm by which each outside size is to differ from the true model, until the next one arrives. */
export type Stretch = Readonly<Record<'x' | 'y' | 'z', number>>;

export interface ViewerEvents {
  drawn: (pictures: number) => void;
  pinned: (id: string) => void;
  lost: (isLost: boolean) => void;
}

const STAGE = 0xe9ebe6;
/** Pixels per CSS pixel while turning on the low tier. */
const COARSE = 0.6;
/** Ms without movement after which the low tier draws sharply again. */
const SETTLED = 250;

export class Viewer {
  readonly tier: Tier;
  private readonly renderer: WebGLRenderer;
  private readonly scene = new Scene();
  private readonly plastic: Plastic;
  private readonly body: Body;
  private readonly studio: Studio;
  private readonly floor: Floor;
  private readonly contact: ContactShadow;
  private readonly dimensions: Dimensions;
  private readonly pins: Pins;
  private readonly overlay: Overlay;
  private readonly rig: Rig;
  private readonly watcher: ResizeObserver;
  private readonly shown = new Vector3(1, 1, 1);
  private pictures = 0;
  private pending = 0;
  private settle = 0;
  private ratio = 0;
  private ready = false;
  private cutting = false;

  /** Throws when the browser has no WebGL. The labels are laid over the canvas by the caller's style sheet. */
  constructor(
    private readonly host: HTMLElement,
    canvas: HTMLCanvasElement,
    labels: HTMLElement,
    private readonly events: ViewerEvents,
    tier: Tier | null = null,
  ) {
    this.renderer = new WebGLRenderer({ canvas, antialias: true, stencil: true, powerPreference: 'high-performance' });
    this.tier = tier ?? tierOf(this.renderer.getContext());
    const high = this.tier === 'high';
    this.renderer.toneMapping = NeutralToneMapping; // keeps the filament's catalogue colour
    this.renderer.toneMappingExposure = high ? 1.1 : 1.2;
    this.renderer.localClippingEnabled = true;
    this.renderer.shadowMap.enabled = high;
    this.renderer.shadowMap.type = PCFShadowMap;
    this.renderer.shadowMap.autoUpdate = false;
    this.scene.background = new Color(STAGE);
    this.overlay = new Overlay(labels);
    this.plastic = new Plastic(this.sharp);
    this.body = new Body(this.plastic, high);
    this.studio = new Studio(this.scene, this.tier);
    this.floor = new Floor(this.tier);
    this.contact = new ContactShadow(this.tier);
    this.dimensions = new Dimensions(this.overlay);
    this.pins = new Pins(this.overlay, events.pinned);
    this.rig = new Rig(canvas, this.tier, () => this.invalidate());
    this.scene.add(this.floor, this.contact, this.body, this.dimensions);
    this.watcher = new ResizeObserver(() => this.resize());
    this.watcher.observe(host);
    this.resize();
    canvas.addEventListener('webglcontextlost', (event) => {
      event.preventDefault(); // otherwise the browser never gives the context back
      events.lost(true);
    });
    canvas.addEventListener('webglcontextrestored', () => {
      events.lost(false);
      if (this.ready) this.settleModel();
      this.invalidate();
    });
  }

  /** Outside sizes of the true model in mm. */
  get sizes(): { x: number; y: number; z: number } {
    return this.body.sizes;
  }

  /** Shows a model at once; the camera stays where the customer left it. */
  show(bytes: ArrayBuffer): void {
    this.body.show(readModel(bytes));
    this.shown.copy(this.body.sizes);
    this.settleModel();
    if (this.ready) {
      this.rig.follow(this.shown);
      this.draw();
      return;
    }
    this.ready = true;
    this.rig.follow(this.shown);
    this.rig.home(true);
    this.draw();
    if (this.tier === 'high') {
      requestAnimationFrame(() => {
        this.studio.addReflections(this.renderer);
        this.invalidate();
      });
    }
  }

  private settleModel(): void {
    const sizes = this.body.sizes;
    this.contact.bake(this.renderer, this.body.shapes(), sizes);
    this.studio.aim(sizes);
    this.floor.reach(Math.max(205, sizes.length() * 1.3));
    this.renderer.shadowMap.needsUpdate = true;
  }

  stretch(by: Stretch): void {
    if (!this.ready) return;
    const { sizes } = this.body;
    this.shown.set(Math.max(1, sizes.x + by.x), Math.max(1, sizes.y + by.y), Math.max(1, sizes.z + by.z));
    this.body.stretch(this.shown);
    this.invalidate();
  }

  /** Paints the body, and slots that have a colour of their own. */
  colour(body: string, colours: Readonly<Record<string, string>> = {}): void {
    this.plastic.colour(body, colours);
    this.invalidate();
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
    this.rig.focus(this.body.onStage(place), this.body.mark(marked));
  }

  showSizes(on: boolean): void {
    this.dimensions.show(on);
    this.invalidate();
  }

  /** Cuts the front away at a share of the depth, 0 to 1; null shows the whole. */
  cut(share: number | null): void {
    this.cutting = share !== null;
    this.overlay.element.toggleAttribute('data-cut', this.cutting); // a pin on what is cut away would hang in the air
    this.body.cut(share === null ? null : (share - 0.5) * this.shown.y);
    this.renderer.shadowMap.needsUpdate = true;
    this.invalidate();
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

  dispose(): void {
    cancelAnimationFrame(this.pending);
    this.watcher.disconnect();
    this.rig.dispose();
    this.contact.dispose();
    this.plastic.dispose();
    this.renderer.dispose();
  }

  private get sharp(): number {
    return this.tier === 'low' ? 1 : Math.min(devicePixelRatio, 2);
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (!width || !height) return;
    this.overlay.resize(width, height);
    this.rig.aspect(width / height);
    this.ratio = 0;
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
    if (this.tier === 'low' && moving) this.coarsely();
    else this.resolution(this.sharp);
    const { camera } = this.rig;
    camera.updateMatrixWorld();
    this.floor.visible = camera.position.z > 0;
    this.contact.visible = camera.position.z > 0 && !this.cutting;
    this.dimensions.layout(this.shown, camera);
    this.pins.layout((place) => this.body.onStage(place), camera, this.body.solid, !moving);
    this.renderer.render(this.scene, camera);
    this.events.drawn(++this.pictures);
    if (travelling) this.invalidate();
  }

  private coarsely(): void {
    this.resolution(COARSE);
    clearTimeout(this.settle);
    this.settle = window.setTimeout(() => {
      this.rig.moving = false;
      this.invalidate();
    }, SETTLED);
  }

  private resolution(ratio: number): void {
    if (ratio === this.ratio) return;
    this.ratio = ratio;
    this.renderer.setPixelRatio(ratio);
    this.renderer.setSize(this.host.clientWidth, this.host.clientHeight, false);
  }
}
