/** What would make the design cheaper: asked for when it rests in sight, and taken over as one step. */

import { signal } from '@preact/signals';
import * as api from '../api';
import type { Hint, Hints } from '../wire/mend';
import { firstColour } from './address';
import type { Session } from './session';

/** Ms between two questions where the shop had no time to try everything, and how often it is asked. */
const PAUSE = 6000;
const MOST = 4;
const REMEMBERED = 20;

/** The hints that are shown, with the address of the design they are for. */
export const hinted = signal<{ key: string; hints: readonly Hint[] }>({ key: '', hints: [] });

const known = new Map<string, readonly Hint[]>();

/**
 * Where the shop is asked about the design that is shown; empty where it has no price to lower. The fragment is not
 * sent: it names what the price rests on, for after the slice the savings are others.
 */
export function keyOf({ making, template }: Session): string {
  const report = making.report.value;
  const design = making.made.value;
  if (!design || !report?.printable || !report.price || making.phase.value !== 'ready') return '';
  const query = new URLSearchParams(making.query(design));
  query.set('_quantity', String(report.quantity));
  return `/api/templates/${encodeURIComponent(template.value.slug)}/hints?${query}#${report.quote ?? ''}`;
}

/** Shows what is known for a design; whether it has been asked for. */
export function recall(key: string): boolean {
  const hints = known.get(key);
  const before = hinted.peek();
  const same = before.key.split('#')[0] === key.split('#')[0];
  hinted.value = { key, hints: hints ?? (same ? before.hints : []) };
  return hints !== undefined;
}

/** Asks for the hints of a design until the shop has tried everything, or nobody wants them any more. */
export async function ask(key: string, left: AbortSignal): Promise<void> {
  try {
    for (let turn = 0; turn < MOST; turn++) {
      const told = await api.json<Hints>(key, { method: 'POST', signal: left });
      if (left.aborted) return;
      hinted.value = { key, hints: told.hints };
      if (told.complete) {
        remember(key, told.hints);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  } catch {
    // Nobody waits for hints: without them the page is as it was.
  }
}

/** Takes a hint over: one step to undo. */
export function take({ store, shop }: Session, hint: Hint): void {
  const { colour, colours: own } = store.design.peek();
  const offered = shop.materials.find((each) => each.id === hint.material)?.colours ?? [];
  const there = (id: string) => offered.some((each) => each.id === id);
  const body = there(colour) ? colour : firstColour(shop.materials, hint.material);
  const colours = Object.fromEntries(Object.entries(own).filter(([, id]) => there(id)));
  const { changes: values, material, quantity } = hint;
  store.mutate({ values, material, quantity, colour: body, colours }, `hint ${hint.words}`);
}

function remember(key: string, hints: readonly Hint[]): void {
  known.set(key, hints);
  const oldest = known.keys().next().value;
  if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
}
