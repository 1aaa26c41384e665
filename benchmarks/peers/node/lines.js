// The far end of a peer's line, for peers in Node: see ../__init__.py.
import { createInterface } from "node:readline";
import { writeSync } from "node:fs";

function say(head, body = Buffer.alloc(0)) {
  const frame = Buffer.concat([Buffer.from(JSON.stringify({ ...head, bytes: body.length }) + "\n"), body]);
  for (let at = 0; at < frame.length; ) {
    try {
      at += writeSync(1, frame, at);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}

/**
 * Answer until the other end closes. `answer(part, values)` gives `{ seconds, mesh }`, the mesh as binary STL, or null
 * where there is no twin; `after` is done between two answers, when no clock runs.
 */
export async function serve(version, answer, after = async () => {}) {
  console.log = console.info = console.warn = console.error;
  await after();
  say({ ready: true, version });
  for await (const line of createInterface({ input: process.stdin })) {
    const { part, values } = JSON.parse(line);
    let head;
    let body;
    try {
      const made = await answer(part, values);
      head = made ? { seconds: made.seconds, stages: made.stages ?? {}, kind: "stl" } : { missing: true };
      body = made?.mesh;
    } catch (error) {
      head = { error: String(error?.message ?? error).slice(0, 300) };
    }
    await after();
    say(head, body);
  }
}

/** Corners and triangles of several meshes as binary STL, without normals; only to hand them over. */
export function stl(meshes) {
  const count = meshes.reduce((sum, mesh) => sum + mesh.triangles.length / 3, 0);
  const out = Buffer.alloc(84 + 50 * count);
  out.writeUInt32LE(count, 80);
  let at = 84;
  for (const { vertices, triangles } of meshes) {
    for (let index = 0; index < triangles.length; index += 3) {
      for (let corner = 0; corner < 3; corner++) {
        const vertex = 3 * triangles[index + corner];
        for (let axis = 0; axis < 3; axis++)
          out.writeFloatLE(vertices[vertex + axis], at + 12 + 12 * corner + 4 * axis);
      }
      at += 50;
    }
  }
  return out;
}
