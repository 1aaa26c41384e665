/** What closes a model that was cut open: stencils count what is solid, a hatched lid is drawn there. */

import {
  AlwaysStencilFunc,
  BackSide,
  Color,
  DecrementWrapStencilOp,
  DoubleSide,
  FrontSide,
  IncrementWrapStencilOp,
  Mesh,
  MeshBasicMaterial,
  NotEqualStencilFunc,
  type Plane,
  PlaneGeometry,
  ReplaceStencilOp,
  ShaderMaterial,
} from 'three';

/** Counts back faces up and front faces down behind the cut: what is left above zero is solid. */
export function stencils(plane: Plane): [MeshBasicMaterial, MeshBasicMaterial] {
  const shared = {
    depthWrite: false,
    depthTest: false,
    colorWrite: false,
    stencilWrite: true,
    stencilFunc: AlwaysStencilFunc,
    clippingPlanes: [plane],
  };
  const counting = (
    side: typeof BackSide | typeof FrontSide,
    count: typeof IncrementWrapStencilOp | typeof DecrementWrapStencilOp,
  ) => new MeshBasicMaterial({ ...shared, side, stencilFail: count, stencilZFail: count, stencilZPass: count });
  return [counting(BackSide, IncrementWrapStencilOp), counting(FrontSide, DecrementWrapStencilOp)];
}

/** The hatched face of the cut. */
export function lid(): Mesh<PlaneGeometry, ShaderMaterial> {
  const material = new ShaderMaterial({
    side: DoubleSide,
    stencilWrite: true,
    stencilRef: 0,
    stencilFunc: NotEqualStencilFunc,
    stencilFail: ReplaceStencilOp,
    stencilZFail: ReplaceStencilOp,
    stencilZPass: ReplaceStencilOp,
    uniforms: { colour: { value: new Color() } },
    vertexShader: `
      varying vec2 place;
      void main() {
        place = position.xy;
        gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
      }`,
    fragmentShader: `
      varying vec2 place;
      uniform vec3 colour;
      void main() {
        float along = (place.x + place.y) / 2.2;
        float line = smoothstep(0.5 - fwidth(along), 0.5, abs(fract(along) - 0.5) * 2.0);
        gl_FragColor = vec4(mix(colour * 0.8 + 0.04, colour * 0.22, line), 1.0);
        #include <colorspace_fragment>
      }`,
  });
  const mesh = new Mesh(new PlaneGeometry(1200, 1200), material);
  mesh.rotation.x = Math.PI / 2;
  mesh.renderOrder = 1.2;
  mesh.onAfterRender = (renderer) => renderer.clearStencil();
  return mesh;
}
