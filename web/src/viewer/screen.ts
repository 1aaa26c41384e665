/** What is drawn on: the canvas with its graphics memory, as sharp as the machine draws without stuttering. */

import { NeutralToneMapping, PCFShadowMap, WebGLRenderer, type Camera, type Scene } from 'three';
import { tierOf, type Tier } from './tier';

/** Pixels per CSS pixel while turning on the low tier. */
const COARSE = 0.6;
/** Ms without movement after which the low tier draws sharply again. */
const SETTLED = 250;

export class Screen {
  readonly tier: Tier;
  readonly renderer: WebGLRenderer;
  private ratio = 0;
  private timer = 0;

  /** Throws when the browser has no WebGL. `settled` is called when a coarse picture is to be drawn again. */
  constructor(
    private readonly host: HTMLElement,
    canvas: HTMLCanvasElement,
    tier: Tier | null,
    private readonly settled: () => void,
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
  }

  /** Pixels per CSS pixel of a picture at rest. */
  get sharp(): number {
    return this.tier === 'low' ? 1 : Math.min(devicePixelRatio, 2);
  }

  /** What the graphics memory holds. */
  get holds(): { geometries: number; textures: number } {
    const { geometries, textures } = this.renderer.info.memory;
    return { geometries, textures };
  }

  /** The canvas has another size from the next picture on. */
  resized(): void {
    this.ratio = 0;
  }

  /** The shadows are drawn anew with the next picture. */
  shadows(): void {
    this.renderer.shadowMap.needsUpdate = true;
  }

  /** Takes the sharpness that suits a picture in movement, or at rest; to be called before all else of a picture. */
  focus(moving: boolean): void {
    if (this.tier !== 'low' || !moving) {
      this.resolution(this.sharp);
      return;
    }
    this.resolution(COARSE);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(this.settled, SETTLED);
  }

  draw(scene: Scene, camera: Camera): void {
    this.renderer.render(scene, camera);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.renderer.dispose();
  }

  private resolution(ratio: number): void {
    if (ratio === this.ratio) return;
    this.ratio = ratio;
    this.renderer.setPixelRatio(ratio);
    this.renderer.setSize(this.host.clientWidth, this.host.clientHeight, false);
  }
}
