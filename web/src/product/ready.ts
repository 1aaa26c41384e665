/** By when it would be ready: asked when somebody is about to order, for the queue moves on. */

import { signal } from '@preact/signals';
import * as api from '../api';
import type { Ready } from '../wire/report';
import type { Session } from './session';

/** The day that is promised for the design and quantity that are shown; null while nobody can say. */
export const readyBy = signal<string | null>(null);

let asked = '';

/** Asks for the day; an answer that comes too late for what is shown by now is left. */
export async function askReady(session: Session): Promise<void> {
  const { making } = session;
  const report = making.report.peek();
  const design = making.made.peek();
  if (!report || !design || making.phase.peek() !== 'ready' || !report.printable) return;
  const query = new URLSearchParams(making.query(design));
  query.set('_quantity', String(report.quantity));
  const key = `${session.template.peek().slug}?${query}`;
  if (asked === key) return;
  asked = key;
  readyBy.value = null;
  try {
    const address = `/api/templates/${encodeURIComponent(session.template.peek().slug)}/ready?${query}`;
    const told = await api.json<Ready>(address, { method: 'POST' });
    if (asked === key && told.digest === making.digest.peek()) readyBy.value = told.ready_by;
  } catch {
    // Nothing is promised then.
    if (asked === key) asked = '';
  }
}

/** Forget it: the queue has moved on. */
export function forgetReady(): void {
  asked = '';
  readyBy.value = null;
}
