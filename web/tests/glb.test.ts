import { describe, expect, it } from 'vitest';
import { Vector3 } from 'three';
import { NotAModel, readModel } from '../src/viewer/glb';

const HALF = Math.SQRT1_2;

/** A file as the server writes it: one triangle and one edge in mm, Z up, under a root in metres, Y up. */
function file(change: (document: Record<string, unknown>) => void = () => {}): ArrayBuffer {
  const positions = new Float32Array([0, 0, 0, 10, 0, 0, 0, 20, 30]);
  const normals = new Int8Array([0, 0, 127, 0, 0, 0, 127, 0, 0, 0, 127, 0]);
  const indices = new Uint16Array([0, 1, 2, 0]); // the last one pads
  const edge = new Uint16Array([0, 1]);
  const pieces = [positions, normals, indices, edge].map((array) => new Uint8Array(array.buffer));
  const starts = [0, 36, 48, 56];
  const document = {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [
      { name: 'root', rotation: [-HALF, 0, 0, HALF], scale: [0.001, 0.001, 0.001], children: [1] },
      {
        name: 'lid',
        mesh: 0,
        matrix: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 5, 6, 7, 1],
        extras: { part: 'lid', colour: 'body' },
      },
    ],
    meshes: [
      {
        primitives: [
          { attributes: { POSITION: 0, NORMAL: 1 }, indices: 2, mode: 4 },
          { attributes: { POSITION: 0 }, indices: 3, mode: 1 },
        ],
      },
    ],
    accessors: [
      { bufferView: 0, componentType: 5126, count: 3, type: 'VEC3' },
      { bufferView: 1, componentType: 5120, normalized: true, count: 3, type: 'VEC3' },
      { bufferView: 2, componentType: 5123, count: 3, type: 'SCALAR' },
      { bufferView: 3, componentType: 5123, count: 2, type: 'SCALAR' },
    ],
    bufferViews: pieces.map((piece, index) => ({
      buffer: 0,
      byteOffset: starts[index],
      byteLength: piece.length,
      ...(index === 1 && { byteStride: 4 }),
    })),
    buffers: [{ byteLength: 60 }],
  };
  change(document);
  const text = new TextEncoder().encode(
    JSON.stringify(document).padEnd(Math.ceil(JSON.stringify(document).length / 4) * 4),
  );
  const bytes = new Uint8Array(20 + text.length + 8 + 60);
  const view = new DataView(bytes.buffer);
  [0x46546c67, 2, bytes.length, text.length, 0x4e4f534a].forEach((word, index) =>
    view.setUint32(4 * index, word, true),
  );
  bytes.set(text, 20);
  view.setUint32(20 + text.length, 60, true);
  view.setUint32(24 + text.length, 0x004e4942, true);
  pieces.forEach((piece, index) => bytes.set(piece, 28 + text.length + starts[index]!));
  return bytes.buffer;
}

describe('the model file', () => {
  it('comes out in mm, Z up, in the assembled frame', () => {
    const [part] = readModel(file());
    const corner = new Vector3()
      .fromBufferAttribute(part!.surface.getAttribute('position'), 2)
      .applyMatrix4(part!.place);
    expect(part!.name).toBe('lid');
    expect(corner.toArray().map((each) => Math.round(each * 1e6) / 1e6)).toEqual([5, 26, 37]);
    expect([...part!.surface.getIndex()!.array]).toEqual([0, 1, 2]);
    expect([...part!.surface.getAttribute('normal').array]).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 1]);
    expect([...part!.edges!.getAttribute('position').array]).toEqual([0, 0, 0, 10, 0, 0]);
  });

  it('draws a part as often as it stands in the assembly', () => {
    const twice = readModel(
      file((document) => {
        const nodes = document.nodes as Record<string, unknown>[];
        nodes[0]!.children = [1, 2];
        nodes.push({ ...nodes[1], matrix: undefined, translation: [0, 0, 50] });
      }),
    );
    expect(twice.map((part) => part.name)).toEqual(['lid', 'lid']);
    expect(new Vector3().applyMatrix4(twice[1]!.place).z).toBeCloseTo(50);
  });

  it('keeps ghosts apart, and is none with ghosts alone', () => {
    const haunted = (parts: number[]) =>
      file((document) => {
        const nodes = document.nodes as Record<string, unknown>[];
        nodes[0]!.children = parts;
        nodes.push({ name: 'phone', mesh: 0, extras: { ghost: 'Your phone' } });
      });
    expect(readModel(haunted([1, 2])).map(({ name, ghost }) => [name, ghost])).toEqual([
      ['lid', false],
      ['Your phone', true],
    ]);
    expect(() => readModel(haunted([2]))).toThrow('no part');
  });

  it('tells of each edge what the solid knows', () => {
    const told = [[0, 1, 10]];
    const [part] = readModel(
      file((document) => {
        (document.nodes as Record<string, unknown>[])[1]!.extras = { part: 'lid', quantity: 4, edges: told };
      }),
    );
    expect([part!.told, part!.quantity, part!.colour]).toEqual([told, 4, 'body']);
  });

  it('is refused by name when it is something else', () => {
    expect(() => readModel(new TextEncoder().encode('<html>A proxy says hello</html>').buffer)).toThrow(NotAModel);
    expect(() =>
      readModel(
        file((document) => {
          document.scenes = [{ nodes: [] }];
        }),
      ),
    ).toThrow('no part');
  });
});
