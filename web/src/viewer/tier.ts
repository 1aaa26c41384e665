/** How much drawing this machine can bear. */

/** Low: no reflections, no cast shadow, fewer pixels while turning. High: all of it. */
export type Tier = 'low' | 'high';

const drawnByProcessor = /swiftshader|llvmpipe|softpipe|software|basic render/i;

export function tierOf(gl: WebGLRenderingContext | WebGL2RenderingContext): Tier {
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  return drawnByProcessor.test(renderer) ? 'low' : 'high';
}
