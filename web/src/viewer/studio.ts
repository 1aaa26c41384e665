/** The light a part stands in: soft boxes reflected on the high tier, three plain lamps on the low one. */

import {
  BackSide,
  BoxGeometry,
  Color,
  DirectionalLight,
  DoubleSide,
  HemisphereLight,
  Mesh,
  MeshBasicMaterial,
  PMREMGenerator,
  Scene,
  type Vector3,
  type WebGLRenderer,
} from 'three';
import type { Tier } from './tier';

export class Studio {
  /** From the front left, never from the camera's side: otherwise every shadow hides behind its part. */
  readonly key: DirectionalLight;

  constructor(
    private readonly scene: Scene,
    private readonly tier: Tier,
  ) {
    this.key = new DirectionalLight(0xfffaf2, tier === 'high' ? 2 : 1.75);
    scene.add(this.key, this.key.target);
    const sky = new HemisphereLight(0xffffff, 0xc9c2b6, 1.75);
    sky.position.set(0, 0, 1);
    const side = new DirectionalLight(0xfff0df, 0.55);
    side.position.set(3, -1, 1.2);
    scene.add(sky, side);
    this.plain = [sky, side];
    if (tier === 'high') castShadow(this.key);
  }

  private readonly plain: [HemisphereLight, DirectionalLight];

  /** Takes seconds on a weak machine, so it comes after the first picture, and only on the high tier. */
  addReflections(renderer: WebGLRenderer): void {
    if (this.tier !== 'high' || this.scene.environment) return;
    const generator = new PMREMGenerator(renderer);
    const boxes = softBoxes();
    this.scene.environment = generator.fromScene(boxes, 0.02).texture;
    this.scene.environmentIntensity = 0.92;
    this.scene.remove(...this.plain);
    generator.dispose();
  }

  /** The graphics memory was lost, and the reflections with it. */
  forget(): void {
    if (!this.scene.environment) return;
    this.scene.environment = null;
    this.scene.add(...this.plain);
  }

  /** Lets the lamp and its shadow follow the size of the model. */
  aim(sizes: Vector3): void {
    const reach = Math.max(sizes.x, sizes.y, sizes.z, 20);
    this.key.target.position.set(0, 0, sizes.z / 2);
    this.key.position
      .set(-200, -260, 300)
      .multiplyScalar(reach / 140)
      .add(this.key.target.position);
    const { camera } = this.key.shadow;
    Object.assign(camera, {
      left: -reach,
      right: reach,
      top: reach,
      bottom: -reach,
      near: reach * 0.3,
      far: reach * 9,
    });
    camera.updateProjectionMatrix();
  }
}

function castShadow(lamp: DirectionalLight): void {
  lamp.castShadow = true;
  lamp.shadow.mapSize.set(2048, 2048);
  lamp.shadow.radius = 7;
  lamp.shadow.normalBias = 0.35;
  lamp.shadow.bias = -0.0004;
}

function softBoxes(): Scene {
  const scene = new Scene();
  const box = (place: [number, number, number], size: [number, number, number], colour: number, strength: number) => {
    const material = new MeshBasicMaterial({ color: new Color(colour).multiplyScalar(strength), side: DoubleSide });
    const mesh = new Mesh(new BoxGeometry(...size), material);
    mesh.position.set(...place);
    scene.add(mesh);
  };
  const wall = new MeshBasicMaterial({ color: new Color(0xb9bfc4).multiplyScalar(0.55), side: BackSide });
  scene.add(new Mesh(new BoxGeometry(20, 20, 20), wall));
  box([0, 0, 9], [9, 9, 0.2], 0xffffff, 6); // overhead
  box([-9, -3, 3], [0.2, 6, 7], 0xf4f7ff, 4.2); // cool strip, left
  box([8, -7, 2], [0.2, 3.5, 6], 0xfff1dc, 2.6); // warm strip, right front
  box([0, 0, -9.5], [20, 20, 0.2], 0xd8d2c8, 0.5); // what the table throws back
  return scene;
}
