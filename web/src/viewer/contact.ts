/** The soft dark patch where a part meets the table, drawn once per model and not per picture. */

import {
  CustomBlending,
  DoubleSide,
  MaxEquation,
  Mesh,
  MeshBasicMaterial,
  NoToneMapping,
  OneFactor,
  OrthographicCamera,
  PlaneGeometry,
  Scene,
  ShaderMaterial,
  Vector2,
  type BufferGeometry,
  type Matrix4,
  type Vector3,
  type WebGLRenderer,
  WebGLRenderTarget,
} from 'three';
import type { Tier } from './tier';

const PIXELS = 256;
/** Surfaces higher than this above the table, in mm, leave no patch. */
const HEIGHT = 26;

export interface Shape {
  surface: BufferGeometry;
  matrix: Matrix4;
}

export class ContactShadow extends Mesh<PlaneGeometry, MeshBasicMaterial> {
  private readonly first = new WebGLRenderTarget(PIXELS, PIXELS, { generateMipmaps: false });
  private readonly second = new WebGLRenderTarget(PIXELS, PIXELS, { generateMipmaps: false });
  private readonly height = heightMaterial();
  private readonly blur = blurMaterial();
  private readonly sheet = new Scene();

  constructor(tier: Tier) {
    super(new PlaneGeometry(1, 1));
    this.material = new MeshBasicMaterial({
      map: this.first.texture,
      transparent: true,
      opacity: tier === 'high' ? 0.62 : 0.7,
      depthWrite: false,
      toneMapped: false,
      color: 0x23282b,
    });
    this.renderOrder = -1;
    this.position.z = 0.03;
    const quad = new Mesh(new PlaneGeometry(2, 2), this.blur);
    quad.frustumCulled = false;
    this.sheet.add(quad);
  }

  bake(renderer: WebGLRenderer, shapes: Shape[], sizes: Vector3): void {
    const half = { x: sizes.x / 2 + HEIGHT, y: sizes.y / 2 + HEIGHT };
    const above = new OrthographicCamera(-half.x, half.x, half.y, -half.y, 0, 60);
    above.position.set(0, 0, 50);
    this.scale.set(half.x * 2, half.y * 2, 1);
    const scene = new Scene();
    for (const { surface, matrix } of shapes) {
      const mesh = new Mesh(surface, this.height);
      mesh.applyMatrix4(matrix);
      scene.add(mesh);
    }
    const before = { alpha: renderer.getClearAlpha(), tone: renderer.toneMapping, shadows: renderer.shadowMap.enabled };
    renderer.setClearAlpha(0);
    renderer.toneMapping = NoToneMapping;
    renderer.shadowMap.enabled = false;
    this.draw(renderer, scene, above, this.first);
    for (const spread of [2.2, 1.1]) {
      this.smear(renderer, above, this.first, this.second, spread / PIXELS, 0);
      this.smear(renderer, above, this.second, this.first, 0, spread / PIXELS);
    }
    renderer.setRenderTarget(null);
    renderer.setClearAlpha(before.alpha);
    renderer.toneMapping = before.tone;
    renderer.shadowMap.enabled = before.shadows;
  }

  private smear(
    renderer: WebGLRenderer,
    camera: OrthographicCamera,
    from: WebGLRenderTarget,
    to: WebGLRenderTarget,
    x: number,
    y: number,
  ): void {
    this.blur.uniforms.source!.value = from.texture;
    (this.blur.uniforms.step!.value as Vector2).set(x, y);
    this.draw(renderer, this.sheet, camera, to);
  }

  private draw(renderer: WebGLRenderer, scene: Scene, camera: OrthographicCamera, target: WebGLRenderTarget): void {
    renderer.setRenderTarget(target);
    renderer.clear();
    renderer.render(scene, camera);
  }

  dispose(): void {
    this.first.dispose();
    this.second.dispose();
    this.height.dispose();
    this.blur.dispose();
    this.geometry.dispose();
    this.material.dispose();
  }
}

/** Darker the nearer a surface lies to the table. The darkest counts: a lid does not lift what it covers. */
function heightMaterial(): ShaderMaterial {
  return new ShaderMaterial({
    side: DoubleSide,
    depthTest: false,
    transparent: true,
    blending: CustomBlending,
    blendEquation: MaxEquation,
    blendSrc: OneFactor,
    blendDst: OneFactor,
    vertexShader: `
      varying float above;
      void main() {
        vec4 place = modelMatrix * vec4(position, 1.0);
        above = place.z;
        gl_Position = projectionMatrix * viewMatrix * place;
      }`,
    fragmentShader: `
      varying float above;
      void main() { gl_FragColor = vec4(0.0, 0.0, 0.0, clamp(1.0 - above / ${HEIGHT.toFixed(1)}, 0.0, 1.0) * 0.9); }`,
  });
}

function blurMaterial(): ShaderMaterial {
  return new ShaderMaterial({
    uniforms: { source: { value: null }, step: { value: new Vector2() } },
    depthTest: false,
    vertexShader: 'varying vec2 place; void main() { place = uv; gl_Position = vec4(position.xy, 0.0, 1.0); }',
    fragmentShader: `
      varying vec2 place;
      uniform sampler2D source;
      uniform vec2 step;
      void main() {
        float sum = 0.0;
        float weights = 0.0;
        for (int i = -7; i <= 7; i++) {
          float weight = exp(-float(i * i) / 24.0);
          sum += texture2D(source, place + step * float(i)).a * weight;
          weights += weight;
        }
        gl_FragColor = vec4(0.0, 0.0, 0.0, sum / weights);
      }`,
  });
}
