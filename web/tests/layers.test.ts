import { describe, expect, it } from 'vitest';
import { decode, extent, NotLayers } from '../src/layers/decode';
import { kindOf } from '../src/layers/kinds';
import { travels } from '../src/layers/travel';

/** As the server writes them: differences, zigzag, seven bits to a byte. */
function stream(values: number[]): number[] {
  const bytes: number[] = [];
  let before = 0;
  for (const value of values) {
    const step = value - before;
    before = value;
    let code = step < 0 ? -2 * step - 1 : 2 * step;
    while (code >= 128) {
      bytes.push((code % 128) + 128);
      code = Math.floor(code / 128);
    }
    bytes.push(code);
  }
  return bytes;
}

function file(): Uint8Array<ArrayBuffer> {
  const streams = [
    [200, 450], // z
    [200, 250], // height
    [2, 1], // lines
    [0, 1, 0], // kind
    [1, 1, 0], // part
    [45, 40, 45], // width
    [3, 2, 2], // points
    [1000, 2000, 2000, -500, 300, 22000, 21999], // x
    [0, 0, 1, 2, 3, 20000, 4], // y
  ].map(stream);
  const head = JSON.stringify({
    unit: 0.01,
    kinds: ['External perimeter', 'Seam sweep'],
    objects: ['o1-a'],
    streams: streams.map((bytes) => bytes.length),
  });
  const text = new TextEncoder().encode(head);
  const size = new Uint8Array(new Uint32Array([text.length]).buffer);
  return Uint8Array.from([...new TextEncoder().encode('PWL1'), ...size, ...text, ...streams.flat()]);
}

describe('layers', () => {
  it('arrive as they were written', () => {
    const layers = decode(file().buffer);
    expect([...layers.z].map((z) => z.toFixed(3))).toEqual(['0.200', '0.450']);
    expect([...layers.first]).toEqual([0, 2, 3]);
    expect([...layers.start]).toEqual([0, 3, 5, 7]);
    expect([...layers.kind]).toEqual([0, 1, 0]);
    expect([...layers.x].map((x) => Math.round(x * 100))).toEqual([1000, 2000, 2000, -500, 300, 22000, 21999]);
    expect(layers.width[1]).toBeCloseTo(0.4, 6);
    expect(extent(layers)).toEqual({ left: -5, right: 220, front: 0, back: 200 });
  });

  it('say where the head only goes: from where one line ends to where the next begins, on the next layer, too', () => {
    const ways = (layer: number) => [...travels(decode(file().buffer), layer)].map((mm) => Math.round(mm * 100));
    expect(ways(0)).toEqual([2000, 1, -500, 2]);
    expect(ways(1)).toEqual([300, 3, 22000, 20000]);
  });

  it('refuse what is none, and what was cut short', () => {
    expect(() => decode(new TextEncoder().encode('PK').buffer)).toThrow(NotLayers);
    expect(() => decode(file().slice(0, -1).buffer)).toThrow(NotLayers);
  });

  it('keep the name of a kind that nobody knows', () => {
    expect(kindOf('External perimeter').title).toBe('Outer wall');
    expect(kindOf('Seam sweep').title).toBe('Seam sweep');
  });
});
