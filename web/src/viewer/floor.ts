/** Graph paper under the part: a line each 10 mm, a stronger one each 50 mm, fading out. */

import { Color, Group, Mesh, PlaneGeometry, ShaderMaterial, ShadowMaterial } from 'three';
import type { Tier } from './tier';

export class Floor extends Group {
  private readonly paper: ShaderMaterial;

  constructor(tier: Tier) {
    super();
    this.paper = graphPaper();
    const grid = new Mesh(new PlaneGeometry(1600, 1600), this.paper);
    grid.renderOrder = -3;
    this.add(grid);
    if (tier === 'high') {
      const shadow = new Mesh(new PlaneGeometry(2400, 2400), new ShadowMaterial({ opacity: 0.16, color: 0x20262c }));
      shadow.receiveShadow = true;
      shadow.position.z = -0.02;
      shadow.renderOrder = -2;
      this.add(shadow);
    }
  }

  /** Radius in mm at which the paper has faded away. */
  reach(radius: number): void {
    this.paper.uniforms.reach!.value = radius;
  }
}

function graphPaper(): ShaderMaterial {
  return new ShaderMaterial({
    transparent: true,
    depthWrite: false,
    uniforms: { reach: { value: 205 }, ink: { value: new Color(0x8b938f) } },
    vertexShader: `
      varying vec2 place;
      void main() {
        place = position.xy;
        gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
      }`,
    fragmentShader: `
      varying vec2 place;
      uniform float reach;
      uniform vec3 ink;
      float lines(float spacing, float weight) {
        vec2 pixel = fwidth(place);
        vec2 away = abs(fract(place / spacing - 0.5) - 0.5) * spacing;
        vec2 line = 1.0 - smoothstep(pixel * weight * 0.5, pixel * (weight * 0.5 + 0.9), away);
        vec2 apart = smoothstep(spacing * 0.5, spacing * 0.12, pixel);
        return max(line.x * apart.x, line.y * apart.y);
      }
      void main() {
        float fade = 1.0 - smoothstep(0.35, 1.0, length(place) / reach);
        float strength = max(lines(10.0, 0.6) * 0.17, lines(50.0, 0.8) * 0.42) * fade;
        gl_FragColor = vec4(ink, strength);
      }`,
  });
}
