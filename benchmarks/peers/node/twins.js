// The corpus in replicad: m0, m1, m2, m3, m5 and m8 as its documentation would write them.
import { drawCircle, drawPolysides, drawRectangle, drawRoundedRectangle, drawText, makeBaseBox, makeCompound } from "replicad";

const up = (drawing, height, z = 0) => drawing.sketchOnPlane("XY", z).extrude(height);
const rounded = (width, depth, radius) => drawRoundedRectangle(width, depth, radius);
const four = (width, depth) => [1, -1].flatMap((x) => [1, -1].map((y) => [(x * width) / 2, (y * depth) / 2]));
const discs = (places, radius) =>
  places.map(([x, y]) => drawCircle(radius).translate(x, y)).reduce((all, one) => all.fuse(one));

function filleted(width, depth, radius, height, size) {
  return up(rounded(width, depth, radius), height).fillet(size, (edge) => edge.inPlane("XY", 0));
}

/** Lofts between rounded rectangles [inset, z]. */
function stepped(width, depth, steps) {
  const outline = ([inset, z]) =>
    rounded(width - 2 * inset, depth - 2 * inset, 3.75 - inset).sketchOnPlane("XY", z);
  const pieces = steps.slice(1).map((step, index) => outline(steps[index]).loftWith(outline(step), { ruled: true }));
  return pieces.reduce((all, one) => all.fuse(one));
}

function m0({ width, depth, height, hole }) {
  return [up(drawRectangle(width, depth).cut(drawCircle(hole / 2)), height)];
}

function m1({ width, depth, height, wall, radius, air }) {
  const room = up(rounded(width - 2 * wall, depth - 2 * wall, radius - wall), height, wall);
  const ring = (i) => rounded(width - 2 * i, depth - 2 * i, radius - i);
  const rim = up(ring(wall + air).cut(ring(wall + air + 1.6)), 4, wall);
  return [filleted(width, depth, radius, height, 1.2).cut(room), filleted(width, depth, radius, wall, 0.8).fuse(rim)];
}

function m2({ units, wall }) {
  const level = units * 7;
  const under = level - 1.2 - (2.6 - wall);
  const lip = [[wall, under], [2.6, level - 1.2], [2.6, level], [1.9, level + 0.7], [1.9, level + 2.5],
    [0.85, level + 3.55]]; // prettier-ignore
  let foot = stepped(41.5, 41.5, [[2.95, 0], [2.15, 0.8], [2.15, 2.6], [0, 4.75]]); // prettier-ignore
  foot = foot.cut(up(discs(four(26, 26), 3.25), 2.4));
  const [wide, deep] = [(125.5 - 2 * wall - 2.4) / 3, (83.5 - 2 * wall - 1.2) / 2];
  const room = up(rounded(wide, deep, 3.75 - wall), under - 7, 7);
  const cells = [-1, 0, 1].flatMap((x) => [-0.5, 0.5].map((y) => [x, y]));
  let body = up(rounded(125.5, 83.5, 3.75), level + 3.55 - 4.75, 4.75);
  for (const [x, y] of cells) body = body.fuse(foot.clone().translate(x * 42, y * 42, 0));
  for (const [x, y] of cells) body = body.cut(room.clone().translate(x * (wide + 1.2), y * (deep + 1.2), 0));
  return [body.cut(stepped(125.5, 83.5, lip))];
}

function m3({ words, size, width, depth, thickness, relief }) {
  let plate = up(rounded(width, depth, 6), thickness).chamfer(0.6, (edge) => edge.inPlane("XY", thickness));
  plate = plate.cut(up(discs([[-width / 2 + 6, 0], [width / 2 - 6, 0]], 2), thickness)); // prettier-ignore
  const text = drawText(words, { fontSize: size });
  const { center } = text.boundingBox;
  return [plate.fuse(up(text.translate(-center[0], -center[1]), relief, thickness))];
}

function m5({ width, depth, thickness, cell, bar }) {
  const [across, along, reach] = [((cell + bar) * Math.sqrt(3)) / 2, cell + bar, cell / Math.sqrt(3)];
  const cells = [];
  for (let column = -30; column <= 30; column++) {
    for (let row = -30; row <= 30; row++) {
      const [x, y] = [column * across, (row + Math.abs(column % 2) / 2) * along];
      if (Math.abs(x) + reach <= width / 2 - 6 && Math.abs(y) + cell / 2 <= depth / 2 - 6)
        cells.push(up(drawPolysides(reach, 6).rotate(30).translate(x, y), thickness));
    }
  }
  return [up(rounded(width, depth, 4), thickness).cut(makeCompound(cells))];
}

function m8(v) {
  const { width, depth, height, wall, radius, under, vents } = v;
  const posts = four(width - 2 * wall - 5, depth - 2 * wall - 5);
  const board = four(v.board_width - 7, v.board_depth - 7);
  const room = up(rounded(width - 2 * wall, depth - 2 * wall, radius - wall), height, wall);
  const inside = rounded(width - wall, depth - wall, radius - wall / 2);
  let box = filleted(width, depth, radius, height, 2).cut(room);
  box = box.fuse(up(discs(posts, 4).intersect(inside), height - wall / 2, wall / 2));
  box = box.fuse(up(discs(board, 3.25), under + 0.1, wall - 0.1)).cut(up(discs(board, 1.3), under, wall));
  box = box.cut(up(discs(posts, 1.25), 12, height - 12));
  box = box.cut(makeBaseBox(wall + 2, 10, 4.5).translate(-width / 2 + wall / 2, 0, wall + under + 3 - 2.25));
  const slot = drawRoundedRectangle(2, 14, 0.999);
  for (let number = 0; number < vents; number++) {
    const place = slot.clone().translate((number - (vents - 1) / 2) * 5, height / 2);
    box = box.cut(place.sketchOnPlane("XZ", depth / 2 + 1).extrude(-depth - 2));
  }
  let lid = up(rounded(width, depth, radius), 2.4).fillet(1, (edge) => edge.inPlane("XY", 2.4));
  lid = lid.cut(up(discs(posts, 1.45), 2.4)).cut(up(discs(posts, 2.75), 1.2, 1.2));
  return [box, lid];
}

export const TWINS = { m0, m1, m2, m3, m5, m8 };
