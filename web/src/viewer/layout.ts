/** Where every piece stands: put together as in use, or side by side as printed. */

import { Box3, Matrix4, Vector3 } from 'three';
import type { ModelPart } from './glb';

export type Pose = 'assembled' | 'printed';

/** One piece on the stage. */
export interface Piece {
  part: ModelPart;
  place: Matrix4;
}

/** Mm between two pieces on the plate. */
const GAP = 6;
/** Pieces of one part that are drawn at most: more say nothing more, and each costs a drawing call. */
const MOST = 60;
/** How much wider than deep the layout tends to be. */
const WIDE = 2;

export function pieces(parts: readonly ModelPart[], pose: Pose): Piece[] {
  if (pose === 'assembled') return parts.map((part) => ({ part, place: part.place }));
  return laidOut(parts.filter((part) => !part.ghost));
}

/** Whether the printed pieces look otherwise than the product put together. */
export function differs(parts: readonly ModelPart[]): boolean {
  const still = new Matrix4();
  return parts.some(
    (part) =>
      !part.ghost &&
      (part.quantity > 1 || part.place.elements.some((each, index) => Math.abs(each - still.elements[index]!) > 1e-6)),
  );
}

/** Rows from the back to the front, the tallest pieces first, so that none hides behind another. */
function laidOut(parts: readonly ModelPart[]): Piece[] {
  const lying = parts.flatMap((part) => {
    const box = new Box3().setFromBufferAttribute(part.surface.getAttribute('position') as never);
    const sizes = box.getSize(new Vector3());
    return Array.from({ length: Math.min(part.quantity, MOST) }, () => ({ part, box, sizes }));
  });
  lying.sort((a, b) => b.sizes.z - a.sizes.z || b.sizes.y - a.sizes.y);
  const area = lying.reduce((sum, { sizes }) => sum + (sizes.x + GAP) * (sizes.y + GAP), 0);
  const width = Math.max(Math.sqrt(area * WIDE), ...lying.map(({ sizes }) => sizes.x));
  const found: Piece[] = [];
  const next = { x: 0, y: 0, depth: 0 };
  for (const { part, box, sizes } of lying) {
    if (next.x > 0 && next.x + sizes.x > width) Object.assign(next, { x: 0, y: next.y - next.depth - GAP, depth: 0 });
    found.push({ part, place: new Matrix4().makeTranslation(next.x - box.min.x, next.y - box.max.y, -box.min.z) });
    next.x += sizes.x + GAP;
    next.depth = Math.max(next.depth, sizes.y);
  }
  return found;
}
