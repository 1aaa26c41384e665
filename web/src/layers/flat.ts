/** One layer from above on a canvas: every line as wide as it will be, the layer below pale beneath it. */

import type { Place } from '../wire/jobs';
import { extent, type Layers } from './decode';
import { FAT, kindOf, LOST } from './kinds';
import { travels } from './travel';

const BELOW = '#d3d6cf';
const GROUND = '#f0f1ee';
const TRAVEL = '#23758a';
const ROOM = 0.06; // of the picture's size, kept free at each side
const CLOSEST = 60; // times

export class Flat {
  private zoom = 1;
  private middle: { x: number; y: number };
  private readonly colours: string[];
  private readonly box;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly layers: Layers,
  ) {
    this.colours = layers.kinds.map((name) => kindOf(name).colour);
    this.box = extent(layers);
    this.middle = { x: (this.box.left + this.box.right) / 2, y: (this.box.front + this.box.back) / 2 };
  }

  /** Shows all of it again. */
  whole(): void {
    this.zoom = 1;
    this.middle = { x: (this.box.left + this.box.right) / 2, y: (this.box.front + this.box.back) / 2 };
  }

  /** Pixels of the page for one mm. */
  private get scale(): number {
    const { clientWidth, clientHeight } = this.canvas;
    const { left, right, front, back } = this.box;
    const free = 1 - 2 * ROOM;
    const fit = Math.min((clientWidth * free) / (right - left || 1), (clientHeight * free) / (back - front || 1));
    return fit * this.zoom;
  }

  /** Moves the picture under a finger, pixels of the page. */
  move(across: number, down: number): void {
    this.middle = { x: this.middle.x - across / this.scale, y: this.middle.y + down / this.scale };
  }

  /** Nearer by a factor; what lies under the pointer, in pixels from the canvas's corner, stays there. */
  nearer(factor: number, across: number, down: number): void {
    const before = this.at(across, down);
    this.zoom = Math.min(CLOSEST, Math.max(1, this.zoom * factor));
    const after = this.at(across, down);
    this.middle = { x: this.middle.x + before.x - after.x, y: this.middle.y + before.y - after.y };
  }

  private at(across: number, down: number): { x: number; y: number } {
    return {
      x: this.middle.x + (across - this.canvas.clientWidth / 2) / this.scale,
      y: this.middle.y - (down - this.canvas.clientHeight / 2) / this.scale,
    };
  }

  /** Draws one layer, counted from 0, with what was found in it, and where the head only goes. */
  draw(layer: number, places: readonly Place[], travel: boolean): void {
    const { canvas } = this;
    const fine = devicePixelRatio || 1;
    const [width, height] = [Math.round(canvas.clientWidth * fine), Math.round(canvas.clientHeight * fine)];
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext('2d');
    if (!context) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    const scale = this.scale * fine;
    // mm on the bed, Y away from the viewer.
    context.setTransform(scale, 0, 0, -scale, width / 2 - this.middle.x * scale, height / 2 + this.middle.y * scale);
    context.lineCap = 'round';
    context.lineJoin = 'round';
    const least = 1 / scale; // never thinner than a pixel
    // The whole plate's ground, so that a small layer has its place.
    if (layer > 1) this.lines(context, 0, least, () => GROUND);
    if (layer > 0) this.lines(context, layer - 1, least, () => BELOW);
    this.lines(context, layer, least, (line) => this.colours[this.layers.kind[line]!]!);
    if (travel) this.travel(context, layer, least);
    for (const place of places) this.place(context, place, least);
  }

  private lines(
    context: CanvasRenderingContext2D,
    layer: number,
    least: number,
    colour: (line: number) => string,
  ): void {
    const { first, start, x, y, width } = this.layers;
    for (let line = first[layer]!; line < first[layer + 1]!; line += 1) {
      context.beginPath();
      context.moveTo(x[start[line]!]!, y[start[line]!]!);
      for (let point = start[line]! + 1; point < start[line + 1]!; point += 1) context.lineTo(x[point]!, y[point]!);
      // A little narrower than it is, so that one line can be told from the next.
      context.lineWidth = Math.max(width[line]! * 0.9, least);
      context.strokeStyle = colour(line);
      context.stroke();
    }
  }

  private travel(context: CanvasRenderingContext2D, layer: number, least: number): void {
    const ways = travels(this.layers, layer);
    context.beginPath();
    for (let way = 0; way < ways.length; way += 4) {
      context.moveTo(ways[way]!, ways[way + 1]!);
      context.lineTo(ways[way + 2]!, ways[way + 3]!);
    }
    context.lineWidth = 1.5 * least;
    context.strokeStyle = TRAVEL;
    context.stroke();
  }

  private place(context: CanvasRenderingContext2D, place: Place, least: number): void {
    context.beginPath();
    for (const outline of place.outlines) {
      for (let corner = 0; corner < outline.length; corner += 2) {
        const [x, y] = [outline[corner]! / 100, outline[corner + 1]! / 100];
        if (corner) context.lineTo(x, y);
        else context.moveTo(x, y);
      }
      context.closePath();
    }
    context.fillStyle = `${place.kind === 'lost' ? LOST : FAT}aa`;
    context.strokeStyle = place.kind === 'lost' ? LOST : FAT;
    context.lineWidth = 2.5 * least;
    context.fill('evenodd');
    context.stroke();
  }
}
