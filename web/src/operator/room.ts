/** The print room's one state: the farm as last heard, the line to it, what is being sent. */

import { computed, signal } from '@preact/signals';
import * as api from '../api';
import * as calls from './calls';
import { stream, type Stream } from '../shared/stream';
import type { Farm } from '../wire/farm';
import type { Job, JobAction } from '../wire/jobs';
import type { Printer } from '../wire/printers';
import type { Shop } from '../wire/shop';

/** What can be looked at of a printer. */
export type Side = 'layers' | 'job' | 'temperatures' | 'camera' | 'history';

/** What has a window of its own, besides a job's layers. */
export type WindowName = 'failures' | 'printers' | 'spools' | 'stopping';

export class Room {
  readonly farm = signal<Farm>({
    printers: [],
    queue: [],
    held_orders: [],
    warned: [],
    spools: [],
    lost_sites: [],
    attention: 0,
  });
  /** False once the server said that this browser is not signed in. */
  readonly admitted = signal(true);
  /** Ids of printers and jobs whose answer is on the way: their buttons rest. */
  readonly sending = signal<ReadonlySet<string>>(new Set());
  /** The last refusal, in words, and the printer or job it concerns. */
  readonly refusal = signal<{ id: string; words: string } | null>(null);
  /** Seconds since the farm was last heard of: what was silent then has been silent longer. */
  readonly since = signal(0);
  /** The job whose layers are looked at. */
  readonly viewed = signal<string | null>(null);
  /** The printer that was picked by hand. */
  readonly wanted = signal<string | null>(null);
  /** Which side of the picked printer is looked at. */
  readonly side = signal<Side>('layers');
  /** The window that is open. */
  readonly shown = signal<WindowName | null>(null);
  /** Waiting plates that are to be put together. */
  readonly ticked = signal<ReadonlySet<string>>(new Set());
  /** Of those the ones that still wait. */
  readonly mergeable = computed(() =>
    this.farm.value.queue.filter((job) => isLoose(job) && this.ticked.value.has(job.id)).map((job) => job.id),
  );
  /** What no printer has in hand yet. */
  readonly waiting = computed(() => {
    const taken = new Set(this.farm.value.printers.map((printer) => printer.job?.id));
    return this.farm.value.queue.filter((job) => !taken.has(job.id));
  });
  readonly printers = computed(() => [...this.farm.value.printers].sort(byNeed));
  /** The printer that is looked at: the one that was picked, else the first whose layers can be followed. */
  readonly picked = computed(() => {
    const printers = this.printers.value;
    const chosen = printers.find((printer) => printer.id === this.wanted.value);
    return chosen ?? printers.find((printer) => printer.job?.drawn) ?? printers[0] ?? null;
  });
  readonly live: Stream;

  /** The plastic in words and its colour, for a dot beside it. */
  plastic(material: string, colour: string | null): { title: string; hex: string | null } {
    const known = this.shop.materials.find((each) => each.id === material);
    const shade = known?.colours.find((each) => each.id === colour);
    return { title: [shade?.title, known?.title ?? material].filter(Boolean).join(' '), hex: shade?.hex ?? null };
  }

  constructor(readonly shop: Shop) {
    this.live = stream<Farm>(
      calls.farmEvents,
      'farm',
      (farm) => {
        this.farm.value = farm;
        this.since.value = 0;
      },
      () => void this.ask(),
    );
    setInterval(() => {
      this.since.value += 1;
    }, 1000);
  }

  /** Opens a window, or closes the one that is open. */
  show(name: WindowName | null): void {
    this.shown.value = name;
  }

  pick(printer: string): void {
    this.wanted.value = printer;
  }

  bedClear(printer: Printer): Promise<void> {
    return this.send(printer.id, async () => {
      const changed = await calls.bedClear(printer.id);
      const farm = this.farm.peek();
      this.farm.value = { ...farm, printers: farm.printers.map((each) => (each.id === changed.id ? changed : each)) };
    });
  }

  act(job: string, action: JobAction, why = ''): Promise<void> {
    return this.send(job, () => calls.act(job, action, why));
  }

  /** Changes an order's place in the queue; false where that was refused. */
  async place(order: string, changed: Parameters<typeof calls.place>[1]): Promise<boolean> {
    await this.send(order, () => calls.place(order, changed));
    return this.refusal.peek()?.id !== order;
  }

  /** Ticks a waiting plate, or takes the tick off. */
  tick(job: string): void {
    const ticked = new Set(this.ticked.peek());
    if (!ticked.delete(job)) ticked.add(job);
    this.ticked.value = ticked;
  }

  /** Lays the ticked plates out as one. */
  merge(): Promise<void> {
    const jobs = this.mergeable.peek();
    return this.send('merge', async () => {
      await calls.merge(jobs);
      this.ticked.value = new Set();
    });
  }

  cancelOrder(job: string, order: string): Promise<void> {
    return this.send(job, () => calls.cancelOrder(order));
  }

  waive(order: string, code: string, part: string, reason: string): Promise<void> {
    return this.send(`${order} ${code} ${part}`, () => calls.waive(order, code, part, reason));
  }

  /** A stream that ends without an answer says no reason; a plain question does. */
  private async ask(): Promise<void> {
    try {
      await calls.jobs();
      this.admitted.value = true;
    } catch (reason) {
      if (reason instanceof api.Refused && [401, 403].includes(reason.problem.status)) {
        this.admitted.value = false;
        this.live.close();
      }
    }
  }

  /** Does what was pressed, once at a time for each id; a refusal is said beside it. */
  async send(id: string, command: () => Promise<void>): Promise<void> {
    if (this.sending.peek().has(id)) return;
    this.sending.value = new Set([...this.sending.peek(), id]);
    this.refusal.value = null;
    try {
      await command();
    } catch (reason) {
      this.refusal.value = { id, words: reason instanceof Error ? reason.message : 'It was refused.' };
    } finally {
      this.sending.value = new Set([...this.sending.peek()].filter((each) => each !== id));
    }
  }
}

/** Whether a plate can still be laid out otherwise. */
export function isLoose(job: Job): boolean {
  return ['gathering', 'planned', 'queued', 'held'].includes(job.state);
}

/** Who needs a human comes first, then who could start, then who prints. */
function byNeed(a: Printer, b: Printer): number {
  return rank(a) - rank(b) || a.name.localeCompare(b.name);
}

function rank(printer: Printer): number {
  if (printer.needs) return { decide: 0, look: 1, connect: 1, bed_clear: 2 }[printer.needs.what];
  if (printer.stale) return 3;
  return printer.job ? 5 : 4;
}
