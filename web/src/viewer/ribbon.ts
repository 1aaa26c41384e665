/** Lines of a width on the screen, seen through the model: what is measured stands out on every colour. */

import { BufferAttribute, BufferGeometry, Color, Mesh, ShaderMaterial, Vector2, type Vector3 } from 'three';

export class Ribbon extends Mesh<BufferGeometry, ShaderMaterial> {
  /** `width` in CSS pixels. */
  constructor(colour: number, width: number) {
    super(new BufferGeometry(), material(colour, width));
    this.frustumCulled = false;
    this.renderOrder = 10;
    this.visible = false;
  }

  resize(width: number, height: number): void {
    (this.material.uniforms.screen!.value as Vector2).set(width, height);
  }

  /** Draws these walks, or nothing. */
  draw(walks: readonly (readonly Vector3[])[]): void {
    this.geometry.dispose();
    this.geometry = new BufferGeometry();
    const here: number[] = [];
    const there: number[] = [];
    const side: number[] = [];
    const corners: number[] = [];
    for (const walk of walks) {
      for (let i = 1; i < walk.length; i++) {
        const [from, to] = [walk[i - 1]!, walk[i]!];
        const first = side.length;
        for (const [one, other, sides] of [
          [from, to, [1, -1]],
          [to, from, [-1, 1]],
        ] as const) {
          for (const each of sides) {
            here.push(one.x, one.y, one.z);
            there.push(other.x, other.y, other.z);
            side.push(each);
          }
        }
        corners.push(first, first + 1, first + 2, first + 2, first + 1, first + 3);
      }
    }
    this.visible = corners.length > 0;
    if (!this.visible) return;
    this.geometry.setAttribute('position', new BufferAttribute(new Float32Array(here), 3));
    this.geometry.setAttribute('other', new BufferAttribute(new Float32Array(there), 3));
    this.geometry.setAttribute('side', new BufferAttribute(new Float32Array(side), 1));
    this.geometry.setIndex(corners);
  }

  dispose(): void {
    this.geometry.dispose();
    this.material.dispose();
  }
}

function material(colour: number, width: number): ShaderMaterial {
  return new ShaderMaterial({
    transparent: true,
    depthTest: false,
    depthWrite: false,
    side: 2,
    uniforms: {
      screen: { value: new Vector2(1, 1) },
      width: { value: width },
      colour: { value: new Color(colour) },
    },
    vertexShader: `
      attribute vec3 other;
      attribute float side;
      uniform vec2 screen;
      uniform float width;
      void main() {
        vec4 here = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
        vec4 there = projectionMatrix * modelViewMatrix * vec4(other, 1.0);
        vec2 way = (there.xy / there.w - here.xy / here.w) * screen;
        float far = length(way);
        vec2 across = far > 0.0 ? vec2(-way.y, way.x) / far : vec2(0.0);
        here.xy += across * side * width / screen * here.w;
        gl_Position = here;
      }`,
    fragmentShader: `
      uniform vec3 colour;
      void main() {
        gl_FragColor = vec4(colour, 0.95);
        #include <colorspace_fragment>
      }`,
  });
}
