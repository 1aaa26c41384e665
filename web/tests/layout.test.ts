import { describe, expect, it } from 'vitest';
import { Box3, BoxGeometry, Matrix4, Vector3 } from 'three';
import type { ModelPart } from '../src/viewer/glb';
import { differs, pieces } from '../src/viewer/layout';

/** A block of these sizes whose least corner lies at x 100, y 50, z 0. */
function part(name: string, x: number, y: number, z: number, some: Partial<ModelPart> = {}): ModelPart {
  const surface = new BoxGeometry(x, y, z).translate(100 + x / 2, 50 + y / 2, z / 2);
  const place = new Matrix4();
  return { name, colour: 'body', quantity: 1, ghost: false, surface, edges: null, told: [], place, ...some };
}

const lifted = { place: new Matrix4().makeTranslation(0, 0, 30) };
const boxes = (parts: ModelPart[]) =>
  pieces(parts, 'printed').map(({ part: each, place }) =>
    new Box3().setFromBufferAttribute(each.surface.getAttribute('position') as never).applyMatrix4(place),
  );

describe('the pieces of a product', () => {
  it('stand in their places when they are put together', () => {
    const ghost = part('phone', 5, 5, 5, { ghost: true });
    const found = pieces([part('box', 10, 10, 10), part('lid', 10, 10, 2, lifted), ghost], 'assembled');
    expect(found.map(({ part: each }) => each.name)).toEqual(['box', 'lid', 'phone']);
    expect(new Vector3().applyMatrix4(found[1]!.place).z).toBe(30);
  });

  it('lie side by side on the plate as printed, every one of them, and no ghost', () => {
    const lying = boxes([
      part('box', 60, 40, 30, lifted),
      part('lid', 60, 40, 5, lifted),
      part('foot', 8, 8, 4, { quantity: 7 }),
      part('phone', 5, 5, 5, { ghost: true }),
    ]);
    expect(lying).toHaveLength(9);
    for (const [index, one] of lying.entries()) {
      expect(one.min.z).toBeCloseTo(0);
      for (const other of lying.slice(index + 1)) {
        const apart = Math.max(
          one.min.x - other.max.x,
          other.min.x - one.max.x,
          one.min.y - other.max.y,
          other.min.y - one.max.y,
        );
        expect(apart).toBeGreaterThanOrEqual(6 - 1e-9);
      }
    }
  });

  it('have the tallest at the back', () => {
    const [tall, flat] = boxes([part('lid', 90, 60, 5), part('box', 90, 60, 50)]);
    expect(tall!.max.z).toBeCloseTo(50);
    expect(tall!.min.y).toBeGreaterThanOrEqual(flat!.min.y);
  });

  it('are worth a switch only where it changes something', () => {
    expect(differs([part('hook', 10, 10, 10)])).toBe(false);
    expect(differs([part('hook', 10, 10, 10), part('wall', 5, 5, 5, { ...lifted, ghost: true })])).toBe(false);
    expect(differs([part('box', 10, 10, 10), part('lid', 10, 10, 2, lifted)])).toBe(true);
    expect(differs([part('spacer', 10, 10, 10, { quantity: 4 })])).toBe(true);
  });
});
