/** The surfaces of a printed part: plastic, its CAD edges, and the hatching that marks a finding. */

import { Color, LineBasicMaterial, MeshLambertMaterial, MeshStandardMaterial, ShaderMaterial } from 'three';

const INK = 0x1d2226;
const PALE_INK = 0x8d969c;

/** The look of one colour slot. */
export class Coat {
  // The offset lets the edges lie on the surface without flicker.
  readonly surface = new MeshStandardMaterial({
    roughness: 0.48,
    metalness: 0,
    polygonOffset: true,
    polygonOffsetFactor: 1,
    polygonOffsetUnits: 1,
    clipShadows: true,
  });
  readonly edges = new LineBasicMaterial({ color: INK, transparent: true, opacity: 0.42 });

  colour(hex: string): void {
    const { color } = this.surface;
    color.set(hex);
    const light = color.r * 0.3 + color.g * 0.6 + color.b * 0.1;
    const dark = light < 0.05;
    // White plastic scatters: a rough surface keeps its shape readable.
    this.surface.roughness = light > 0.7 ? 0.62 : 0.48;
    this.edges.color.set(dark ? PALE_INK : INK);
    this.edges.opacity = dark ? 0.55 : 0.42;
  }
}

export class Plastic {
  readonly hatch: ShaderMaterial;
  /** Of ghosts: their far sides do not show, so that they stay quiet. */
  readonly pale = new MeshLambertMaterial({ color: 0x8fa9b8, transparent: true, opacity: 0.3, depthWrite: false });
  readonly paleEdges = new LineBasicMaterial({ color: 0x35566a, transparent: true, opacity: 0.45 });
  private readonly coats = new Map<string, Coat>();
  private colours: Readonly<Record<string, string>> = {};
  private body = '#888888';

  constructor(pixelRatio: number) {
    this.hatch = hatching(pixelRatio);
  }

  /** The coat of a slot; a slot without a colour of its own has the body's. */
  coat(slot: string): Coat {
    const known = this.coats.get(slot);
    if (known) return known;
    const coat = new Coat();
    coat.colour(this.colours[slot] ?? this.body);
    this.coats.set(slot, coat);
    return coat;
  }

  colour(body: string, colours: Readonly<Record<string, string>> = {}): void {
    this.body = body;
    this.colours = colours;
    for (const [slot, coat] of this.coats) coat.colour(colours[slot] ?? body);
  }

  /** All that a cut goes through. */
  get materials(): (MeshStandardMaterial | MeshLambertMaterial | LineBasicMaterial)[] {
    const coats = [...this.coats.values()].flatMap((coat) => [coat.surface, coat.edges]);
    return [...coats, this.pale, this.paleEdges];
  }

  dispose(): void {
    for (const material of this.materials) material.dispose();
    this.hatch.dispose();
  }
}

/** Amber and black stripes fixed to the screen: visible on a part of any colour. */
function hatching(pixelRatio: number): ShaderMaterial {
  return new ShaderMaterial({
    polygonOffset: true,
    polygonOffsetFactor: -1,
    polygonOffsetUnits: -1,
    uniforms: {
      width: { value: 9 * pixelRatio },
      light: { value: new Color(0xf5a80d) },
      dark: { value: new Color(0x3a2400) },
    },
    vertexShader: 'void main() { gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0); }',
    fragmentShader: `
      uniform float width;
      uniform vec3 light;
      uniform vec3 dark;
      void main() {
        float stripe = fract((gl_FragCoord.x + gl_FragCoord.y) / width);
        gl_FragColor = vec4(stripe < 0.62 ? light : dark, 1.0);
        #include <colorspace_fragment>
      }`,
  });
}
