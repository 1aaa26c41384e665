/** The nearest values that print: asked for when a design does not, told as they are looked for. */

import { effect, signal, untracked, type Signal } from '@preact/signals';
import { Refused, Unreachable } from '../api';
import type { Mend, MendLine } from '../wire/mend';
import type { Problem } from '../wire/problem';
import type { Design } from './design';
import type { Session } from './session';

export type Looked =
  | { state: 'idle' }
  | { state: 'looking'; tried: number }
  | { state: 'found'; mend: Mend; design: Design }
  | { state: 'failed' };

type Told = { tried: number } | { mend: Mend } | { problem: Problem };

/** Ms that a design rests before the shop looks for a better one. */
const RESTS = 600;
const IDLE: Looked = { state: 'idle' };
const REMEMBERED = 20;

/** The mend of the design that is shown. What is no longer wanted is no longer looked for. */
export class Mending {
  readonly looked: Signal<Looked> = signal(IDLE);
  private readonly known = new Map<string, Looked>();
  private leave: AbortController | null = null;

  private constructor(private readonly session: Session) {
    let timer = 0;
    effect(() => {
      const report = session.making.report.value;
      const settled = session.making.phase.value === 'ready';
      clearTimeout(timer);
      this.leave?.abort();
      const known = settled && report ? this.known.get(this.query()) : undefined;
      this.looked.value = known ?? IDLE;
      // What only prints not quite as drawn is mended when somebody asks for it.
      if (known || !settled || !report || report.printable) return;
      timer = window.setTimeout(() => void this.look(), RESTS);
    });
  }

  private static readonly all = new WeakMap<Session, Mending>();

  /** The one of this visit. */
  static of(session: Session): Mending {
    const made = this.all.get(session) ?? untracked(() => new Mending(session));
    this.all.set(session, made);
    return made;
  }

  async look(): Promise<void> {
    const design = this.session.making.made.peek();
    if (!design) return;
    const query = this.query();
    const leave = new AbortController();
    this.leave = leave;
    this.looked.value = { state: 'looking', tried: 0 };
    try {
      for await (const told of steps(this.session.template.peek().slug, query, leave.signal)) {
        if (leave.signal.aborted) return;
        if ('problem' in told) throw new Refused(told.problem);
        this.looked.value =
          'tried' in told ? { state: 'looking', tried: told.tried } : { state: 'found', mend: told.mend, design };
      }
      this.remember(query);
    } catch {
      if (!leave.signal.aborted) this.looked.value = { state: 'failed' };
    }
  }

  /** Takes lines over: one step to undo. */
  take(lines: readonly MendLine[]): void {
    this.session.apply(Object.fromEntries(lines.map((line) => [line.parameter, line.to])), 'mend');
  }

  /** The line that ends a finding by itself, where there is one. */
  lineOf(finding: number): MendLine | undefined {
    const looked = this.looked.value;
    if (looked.state !== 'found') return undefined;
    return looked.mend.changes.find((line) => line.alone && line.removes.includes(finding));
  }

  causeOf(finding: number): string | null {
    const looked = this.looked.value;
    return looked.state === 'found' ? (looked.mend.causes[finding] ?? null) : null;
  }

  private query(): string {
    const design = this.session.making.made.peek();
    return design ? this.session.making.query(design) : '';
  }

  private remember(query: string): void {
    this.known.set(query, this.looked.peek());
    const oldest = this.known.keys().next().value;
    if (this.known.size > REMEMBERED && oldest !== undefined) this.known.delete(oldest);
  }
}

async function* steps(slug: string, query: string, left: AbortSignal): AsyncGenerator<Told> {
  const address = `/api/templates/${encodeURIComponent(slug)}/mend?${query}`;
  const headers = { Accept: 'application/x-ndjson' };
  const answer = await fetch(address, { method: 'POST', headers, signal: left });
  if (!answer.ok || !answer.body) throw new Unreachable('The shop gave no mend.');
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as Told;
  }
}
