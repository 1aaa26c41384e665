/** The layers of a print as the server writes them; the form is described in printers/drawing.py. */

export interface Layers {
  kinds: string[];
  /** Names of the parts; a line's part counts from 1, and 0 is none. */
  objects: string[];
  /** Upper side of each layer and its height, mm. */
  z: Float32Array;
  height: Float32Array;
  /** Place of each layer's first line, and one more at the end. */
  first: Uint32Array;
  kind: Uint8Array;
  part: Uint16Array;
  /** mm. */
  width: Float32Array;
  /** Place of each line's first point, and one more at the end. */
  start: Uint32Array;
  /** mm on the bed. */
  x: Float32Array;
  y: Float32Array;
}

export class NotLayers extends Error {}

interface Head {
  unit: number;
  kinds: string[];
  objects: string[];
  streams: number[];
}

const FINE = 0.001;

export function decode(file: ArrayBuffer): Layers {
  const bytes = new Uint8Array(file);
  if (bytes.length < 8 || String.fromCharCode(...bytes.subarray(0, 4)) !== 'PWL1') {
    throw new NotLayers('These are no layers.');
  }
  const length = new DataView(file).getUint32(4, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Head;
  let at = 8 + length;
  const streams = head.streams.map((size) => {
    const found = numbers(bytes.subarray(at, at + size));
    at += size;
    return found;
  });
  if (streams.length !== 9 || at !== bytes.length) throw new NotLayers('These layers were cut short.');
  const [z, height, lines, kind, part, width, counts, x, y] = streams as [
    number[], number[], number[], number[], number[], number[], number[], number[], number[],
  ]; // prettier-ignore
  return {
    kinds: head.kinds,
    objects: head.objects,
    z: scaled(z, FINE),
    height: scaled(height, FINE),
    first: starts(lines),
    kind: Uint8Array.from(kind),
    part: Uint16Array.from(part),
    width: scaled(width, head.unit),
    start: starts(counts),
    x: scaled(x, head.unit),
    y: scaled(y, head.unit),
  };
}

/** Differences, zigzag, seven bits to a byte. */
function numbers(bytes: Uint8Array): number[] {
  const found: number[] = [];
  let code = 0;
  let factor = 1;
  let value = 0;
  for (const byte of bytes) {
    // Not by shifting: a number may be larger than 32 bits.
    code += (byte & 127) * factor;
    if (byte & 128) {
      factor *= 128;
      continue;
    }
    value += code % 2 ? -(code + 1) / 2 : code / 2;
    found.push(value);
    code = 0;
    factor = 1;
  }
  return found;
}

function scaled(values: number[], unit: number): Float32Array {
  return Float32Array.from(values, (value) => value * unit);
}

function starts(counts: number[]): Uint32Array {
  const found = new Uint32Array(counts.length + 1);
  counts.forEach((count, index) => {
    found[index + 1] = found[index]! + count;
  });
  return found;
}

/** Least and greatest x and y of all lines, mm. */
export function extent(layers: Layers): { left: number; front: number; right: number; back: number } {
  const found = { left: Infinity, front: Infinity, right: -Infinity, back: -Infinity };
  for (let point = 0; point < layers.x.length; point += 1) {
    found.left = Math.min(found.left, layers.x[point]!);
    found.right = Math.max(found.right, layers.x[point]!);
    found.front = Math.min(found.front, layers.y[point]!);
    found.back = Math.max(found.back, layers.y[point]!);
  }
  return found.left <= found.right ? found : { left: 0, front: 0, right: 1, back: 1 };
}
