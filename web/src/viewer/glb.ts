/**
 * Reads the shop's own GLB: triangles with normals and CAD edges as lines, one node per part.
 *
 * Positions come out in mm, Z up, in the assembled view's frame, although the file stands in metres, Y up.
 */

import { BufferAttribute, BufferGeometry, Matrix4, Quaternion, Vector3 } from 'three';

export interface ModelPart {
  name: string;
  /** Colour slot: "body" unless the template says otherwise. */
  colour: string;
  /** How many of it are printed. */
  quantity: number;
  /** What the product meets in use: looked at, and nothing else. */
  ghost: boolean;
  surface: BufferGeometry;
  edges: BufferGeometry | null;
  /** What the file says of each edge, in the order of the lines. See `edges.ts`. */
  told: readonly (readonly number[])[];
  /** Where the part stands in the assembled view; without it, the part lies as it is printed. */
  place: Matrix4;
}

export class NotAModel extends Error {}

interface Accessor {
  normalized?: boolean;
  bufferView: number;
  byteOffset?: number;
  componentType: number;
  count: number;
  type: string;
}
interface Primitive {
  attributes: { POSITION: number; NORMAL?: number };
  indices?: number;
  mode?: number;
}
interface Node {
  children?: number[];
  mesh?: number;
  name?: string;
  matrix?: number[];
  rotation?: number[];
  scale?: number[];
  translation?: number[];
  extras?: { part?: string; colour?: string; quantity?: number; ghost?: string; edges?: number[][] };
}
interface Document {
  nodes: Node[];
  scenes: { nodes: number[] }[];
  scene?: number;
  meshes: { name?: string; primitives: Primitive[] }[];
  accessors: Accessor[];
  bufferViews: { byteOffset?: number; byteLength: number; byteStride?: number }[];
}

const GLB = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const TRIANGLES = 4;
const LINES = 1;
const WIDTH: Record<string, number> = { SCALAR: 1, VEC3: 3 };

/** From the file's metres, Y up, back to mm, Z up. */
const toMillimetres = new Matrix4().makeRotationX(Math.PI / 2).scale(new Vector3(1000, 1000, 1000));

export function readModel(bytes: ArrayBuffer): ModelPart[] {
  const { document, binary } = chunks(bytes);
  const meshes = document.meshes.map((mesh) => geometries(mesh.primitives, document, binary));
  const parts: ModelPart[] = [];
  const visit = (index: number, above: Matrix4) => {
    const node = document.nodes[index];
    if (!node) throw new NotAModel(`node ${index} is missing`);
    const world = above.clone().multiply(localMatrix(node));
    const mesh = node.mesh === undefined ? undefined : meshes[node.mesh];
    if (mesh?.surface) {
      const { part, colour = 'body', quantity = 1, ghost, edges: told = [] } = node.extras ?? {};
      const name = ghost ?? part ?? node.name ?? 'part';
      const place = toMillimetres.clone().multiply(world);
      parts.push({ name, colour, quantity, ghost: ghost !== undefined, ...mesh, surface: mesh.surface, told, place });
    }
    node.children?.forEach((child) => visit(child, world));
  };
  document.scenes[document.scene ?? 0]?.nodes.forEach((root) => visit(root, new Matrix4()));
  if (parts.every((part) => part.ghost)) throw new NotAModel('there is no part in the file');
  return parts;
}

function chunks(bytes: ArrayBuffer): { document: Document; binary: DataView } {
  const view = new DataView(bytes);
  if (bytes.byteLength < 20 || view.getUint32(0, true) !== GLB) throw new NotAModel('this is not a GLB file');
  const length = view.getUint32(12, true);
  if (view.getUint32(16, true) !== JSON_CHUNK) throw new NotAModel('the first chunk is not JSON');
  const document = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 20, length))) as Document;
  return { document, binary: new DataView(bytes, 20 + length + 8) };
}

function geometries(primitives: Primitive[], document: Document, binary: DataView) {
  let surface: BufferGeometry | null = null;
  let edges: BufferGeometry | null = null;
  for (const primitive of primitives) {
    const geometry = new BufferGeometry();
    const read = (index: number) => attribute(index, document, binary);
    geometry.setAttribute('position', read(primitive.attributes.POSITION));
    if (primitive.attributes.NORMAL !== undefined) geometry.setAttribute('normal', read(primitive.attributes.NORMAL));
    if (primitive.indices !== undefined) geometry.setIndex(read(primitive.indices));
    const mode = primitive.mode ?? TRIANGLES;
    if (mode === TRIANGLES) surface = geometry;
    else if (mode === LINES) edges = geometry.index ? geometry.toNonIndexed() : geometry;
    else throw new NotAModel(`primitives of mode ${mode} are not drawn`);
  }
  return { surface, edges };
}

function attribute(index: number, document: Document, binary: DataView): BufferAttribute {
  const accessor = document.accessors[index];
  const view = accessor && document.bufferViews[accessor.bufferView];
  const width = accessor && WIDTH[accessor.type];
  if (!accessor || !view || !width) throw new NotAModel(`accessor ${index} cannot be read`);
  const start = binary.byteOffset + (view.byteOffset ?? 0) + (accessor.byteOffset ?? 0);
  const count = accessor.count * width;
  switch (accessor.componentType) {
    case 5126:
      return new BufferAttribute(new Float32Array(binary.buffer as ArrayBuffer, start, count), width);
    case 5125:
      return new BufferAttribute(new Uint32Array(binary.buffer as ArrayBuffer, start, count), width);
    case 5120:
      return small(new Int8Array(binary.buffer as ArrayBuffer, start), accessor, view.byteStride ?? width);
    case 5123:
      return new BufferAttribute(new Uint16Array(binary.buffer as ArrayBuffer, start, count), width);
    default:
      throw new NotAModel(`component type ${accessor.componentType} is not read`);
  }
}

/** Normals in bytes, -127 to 127 for -1 to 1. */
function small(bytes: Int8Array, { count, normalized }: Accessor, stride: number): BufferAttribute {
  const values = new Float32Array(3 * count);
  const one = normalized ? 127 : 1;
  for (let index = 0; index < values.length; index++) {
    values[index] = Math.max((bytes[Math.floor(index / 3) * stride + (index % 3)] ?? 0) / one, -1);
  }
  return new BufferAttribute(values, 3);
}

function localMatrix(node: Node): Matrix4 {
  if (node.matrix) return new Matrix4().fromArray(node.matrix);
  return new Matrix4().compose(
    new Vector3().fromArray(node.translation ?? [0, 0, 0]),
    new Quaternion().fromArray(node.rotation ?? [0, 0, 0, 1]),
    new Vector3().fromArray(node.scale ?? [1, 1, 1]),
  );
}
