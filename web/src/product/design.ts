/** The one state of the product page, and the one way to change it. */

import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import type { Values } from '../wire/basics';

/** Everything the customer chose. */
export interface Design {
  readonly values: Values;
  readonly material: string;
  readonly colour: string;
  /** Colours of slots that differ from the body's, by slot. */
  readonly colours: Readonly<Record<string, string>>;
  readonly quantity: number;
}

export type Change = Partial<Omit<Design, 'values'>> & { values?: Values };

/** Ms between two changes of the same thing that still count as one step. */
const TOGETHER = 900;
const REMEMBERED = 200;

export class DesignStore {
  private readonly present;
  private readonly past = signal<readonly Design[]>([]);
  private readonly future = signal<readonly Design[]>([]);
  /** The step that is still growing, and since when; null after a pause or a release. */
  private open: { step: string; at: number } | null = null;
  /** Whether a hand holds a control: more changes of the same thing are on their way. */
  readonly held = signal(false);

  readonly canUndo = computed(() => this.past.value.length > 0);
  readonly canRedo = computed(() => this.future.value.length > 0);

  constructor(
    initial: Design,
    private readonly clock: () => number = Date.now,
  ) {
    this.present = signal(initial);
  }

  get design(): ReadonlySignal<Design> {
    return this.present;
  }

  /** Changes the design. Changes with the same `step` name made in one go are undone together. */
  mutate(change: Change, step: string): void {
    const before = this.present.peek();
    const after: Design = { ...before, ...change, values: { ...before.values, ...change.values } };
    if (same(before, after)) return;
    const now = this.clock();
    const grows = this.open?.step === step && (this.held.peek() || now - this.open.at < TOGETHER);
    this.open = { step, at: now };
    batch(() => {
      if (!grows) this.past.value = [...this.past.peek(), before].slice(-REMEMBERED);
      this.future.value = [];
      this.present.value = after;
    });
  }

  /** Puts another design in the place of the present one, without a step: it was not the customer's doing. */
  replace(design: Design): void {
    this.open = null;
    this.present.value = design;
  }

  /** A hand took hold of a control: until it lets go, all is one step. */
  hold(): void {
    this.held.value = true;
    this.open = null;
  }

  release(): void {
    this.held.value = false;
    this.open = null;
  }

  undo(): void {
    this.travel(this.past, this.future);
  }

  redo(): void {
    this.travel(this.future, this.past);
  }

  private travel(from: typeof this.past, to: typeof this.past): void {
    const next = from.peek().at(-1);
    if (!next) return;
    this.open = null;
    batch(() => {
      to.value = [...to.peek(), this.present.peek()];
      from.value = from.peek().slice(0, -1);
      this.present.value = next;
    });
  }
}

export function same(a: Design, b: Design): boolean {
  return (
    a.material === b.material &&
    a.colour === b.colour &&
    a.quantity === b.quantity &&
    Object.keys({ ...a.colours, ...b.colours }).every((slot) => a.colours[slot] === b.colours[slot]) &&
    Object.keys({ ...a.values, ...b.values }).every((name) => a.values[name] === b.values[name])
  );
}
