/** From a design to its true model and report: asked for in parallel, the newest wins, the last good one stays. */

import { batch, signal } from '@preact/signals';
import * as api from '../api';
import { modelAddress } from '../api';
import type { FieldError } from '../wire/problem';
import type { Report } from '../wire/report';
import { valuesQuery } from './address';
import type { Design } from './design';
import type { Field } from './fields';
import { newest } from './newest';
import { words } from './words';

export type Phase = 'loading' | 'ready' | 'error';

/** Shows a model; throws when it cannot be read. */
export type Show = (bytes: ArrayBuffer) => void;

const REMEMBERED = 40;
/** Ms that a hand on a slider rests before the design it stopped at is judged. */
const RESTS = 120;
/** Ms after which a shop that was too busy is asked again, at the soonest. */
const AGAIN = 1000;

interface Wish {
  readonly design: Design;
  /** More are on their way: the look is enough for now. */
  readonly moving: boolean;
}

export class Making {
  /** Whether what is shown is what was asked for. */
  readonly phase = signal<Phase>('loading');
  /** Of the design that is shown; stays while the next one is made. */
  readonly report = signal<Report | null>(null);
  /** Name of the model that is shown, 64 hex digits. */
  readonly digest = signal('');
  /** The design whose model is shown; its report may still be on the way. */
  readonly made = signal<Design | null>(null);
  /** How many true models have been shown. */
  readonly built = signal(0);
  readonly errors = signal<readonly FieldError[]>([]);
  /** Why the newest wish could not be made, in words; null when it could. */
  readonly trouble = signal<string | null>(null);

  /** Where the template's own code stopped, for its maker. */
  readonly fault = signal<{ where: string; what: string } | null>(null);

  private show: Show | null = null;
  private shownKey = '';
  private wanted: Design | null = null;
  private readonly models = new Map<string, api.Model>();
  private readonly reports = new Map<string, Report>();
  /** What a moving hand passes is worth seeing; else what is no longer wanted need not be waited for. */
  private readonly make = newest(
    ({ design, moving }: Wish, left) => (moving ? this.glance(design, left) : this.run(design, left)),
    (next, running) => next.design !== running.design && !(next.moving && running.moving),
  );
  private rest: ReturnType<typeof setTimeout> | undefined;
  /** Whether the newest wish was made in passing, and is still to be judged. */
  private passing = false;
  /** The design that was judged last. */
  private rested: Design | null = null;

  constructor(
    private readonly slug: string,
    private version: string,
    private fields: readonly Field[],
  ) {}

  /** The template was saved anew: everything made so far is of the past, but stays in sight until the next is there. */
  renew(version: string, fields: readonly Field[]): void {
    this.version = version;
    this.fields = fields;
    this.models.clear();
    this.reports.clear();
    this.shownKey = '';
  }

  /** Where models go from now on; null when this browser draws no 3D and the report alone must do. */
  showWith(show: Show | null): void {
    this.show = show;
  }

  /** While a hand is `moving`, designs are only shown; the one it stops at is judged. */
  request(design: Design, moving = false): void {
    this.wanted = design;
    if (this.phase.peek() !== 'loading') this.phase.value = 'loading';
    this.passing = moving && this.show !== null;
    this.make({ design, moving: this.passing });
  }

  /** The hand let go: what it stopped at is judged at once. */
  settle(): void {
    clearTimeout(this.rest);
    if (!this.passing || !this.wanted) return;
    this.passing = false;
    this.make({ design: this.wanted, moving: false });
  }

  retry(): void {
    if (this.wanted) this.request(this.wanted);
  }

  /** Values as a query for the server, with the version that makes the answer cacheable for good. */
  query(design: Design): string {
    const query = valuesQuery(this.fields, design.values);
    query.set('_version', this.version);
    // The air between mating parts is the material's: another one is another model.
    query.set('_material', design.material);
    return query.toString();
  }

  /** Where the model that is shown can be fetched. */
  get address(): string {
    const design = this.made.peek();
    return modelAddress(this.slug, design ? this.query(design) : '');
  }

  /** The model of a design that was made before. */
  async bytes(design: Design): Promise<ArrayBuffer> {
    return (await this.model(this.query(design))).bytes;
  }

  private async glance(design: Design, left: AbortSignal): Promise<void> {
    const key = this.query(design);
    try {
      this.present(await this.model(key, left), design, key);
    } catch (reason) {
      this.fail(reason, design);
      return;
    }
    clearTimeout(this.rest);
    this.rest = setTimeout(() => {
      if (this.wanted === design) this.settle();
    }, RESTS);
  }

  private async run(design: Design, left: AbortSignal): Promise<void> {
    const key = this.query(design);
    const model = this.show
      ? this.model(key, left).then((made) => this.present(made, design, key))
      : Promise.resolve(null);
    const [shown, told] = await Promise.allSettled([model, this.tell(design, key, left)]);
    const failed = [told, shown].find((result) => result.status === 'rejected');
    if (failed?.status === 'rejected') {
      this.fail(failed.reason, design);
      return;
    }
    if (told.status !== 'fulfilled' || shown.status !== 'fulfilled') return;
    const { digest, source_digest: source = this.version } = told.value;
    if (source !== this.version || (shown.value !== null && shown.value !== digest)) {
      this.trouble.value = words.changed;
      this.phase.value = 'error';
      return;
    }
    batch(() => {
      this.report.value = told.value;
      this.digest.value = digest;
      this.made.value = design;
      this.errors.value = [];
      this.fault.value = null;
      this.trouble.value = null;
      if (this.show === null && this.shownKey !== key) this.built.value++;
      this.shownKey = key;
      if (this.wanted === design) this.phase.value = 'ready';
    });
    this.lookAhead(design);
  }

  /** Has what the hand will probably ask for next made ready, where the shop has nothing else to do. */
  private lookAhead(design: Design): void {
    const [before, keep] = [this.rested, (key: string) => !this.models.has(key)];
    this.rested = design;
    if (!before || !this.show || this.wanted !== design) return;
    void import('./ahead').then(({ neighbours, wish }) => {
      const keys = neighbours(this.fields, before, design).map((each) => this.query(each));
      keys.filter(keep).forEach((key) => wish(this.slug, key));
    });
  }

  private present(model: api.Model, design: Design, key: string): string {
    if (this.shownKey !== key || this.built.peek() === 0) {
      this.show?.(model.bytes);
      batch(() => {
        this.digest.value = model.digest;
        this.made.value = design;
        this.built.value++;
      });
      this.shownKey = key;
    }
    return model.digest;
  }

  private fail(reason: unknown, design: Design): void {
    if (this.wanted !== design) return; // a newer wish is on its way; its answer counts
    if (isBusy(reason)) {
      // Not all at the same moment, or the crowd would only meet again.
      setTimeout(() => this.wanted === design && this.retry(), AGAIN * (1 + Math.random()));
    }
    batch(() => {
      this.fault.value = faultOf(reason);
      this.errors.value = reason instanceof api.Refused ? (reason.problem.errors ?? []) : [];
      this.trouble.value = this.errors.value.length ? words.doNotFit : sentence(reason);
      this.phase.value = 'error';
    });
  }

  private async model(key: string, left?: AbortSignal): Promise<api.Model> {
    const known = this.models.get(key);
    return known ?? remember(this.models, key, await api.model(this.slug, key, left));
  }

  private async tell(design: Design, key: string, left: AbortSignal): Promise<Report> {
    const query = new URLSearchParams(key);
    query.set('_quantity', String(design.quantity));
    const full = query.toString();
    const known = this.reports.get(full);
    return known ?? remember(this.reports, full, await api.report(this.slug, full, left));
  }
}

function remember<T>(store: Map<string, T>, key: string, value: T): T {
  store.set(key, value);
  const oldest = store.keys().next().value;
  if (store.size > REMEMBERED && oldest !== undefined) store.delete(oldest);
  return value;
}

function faultOf(reason: unknown): { where: string; what: string } | null {
  if (!(reason instanceof api.Refused) || reason.problem.code !== 'template_error') return null;
  const { line } = reason.problem;
  return { where: line ? `line ${line}` : 'build', what: reason.message };
}

function isBusy(reason: unknown): boolean {
  return reason instanceof api.Refused && reason.problem.code === 'busy';
}

function sentence(reason: unknown): string {
  if (reason instanceof api.Refused && reason.problem.status < 500) return reason.message;
  if (reason instanceof api.Unreachable) return words.unreachable;
  return isBusy(reason) ? words.busy : words.notMade;
}
