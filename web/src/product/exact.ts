/** From an estimate to the exact figures: the shop slices the design in a quiet moment, and the page asks for them. */

import { batch, signal } from '@preact/signals';
import * as api from '../api';
import { duration, grams } from '../shared/format';
import type { Estimate, Quote } from '../wire/report';
import type { Session } from './session';

/** Where the figures that are shown come from, or are to come from. */
export type Standing = 'estimate' | 'waiting' | 'exact';

export const standing = signal<Standing>('estimate');

/** Ms between two questions, and how many are asked before the estimate is left as it is. */
const PAUSE = 1500;
const MOST = 80;

let asked = '';

/** Asks for the exact figures of the design that is shown, until they are there or another design is. */
export async function askExact(session: Session): Promise<void> {
  const { making } = session;
  const report = making.report.peek();
  const design = making.made.peek();
  if (!report || !design || making.phase.peek() !== 'ready' || !report.printable || !report.estimate) return;
  if (report.estimate.by === 'slice') {
    standing.value = 'exact';
    return;
  }
  const query = new URLSearchParams(making.query(design));
  query.set('_quantity', String(report.quantity));
  const key = query.toString();
  if (asked === key) return;
  asked = key;
  try {
    for (let turn = 0; turn < MOST && asked === key && still(session, report.digest, report.quantity); turn++) {
      const told = await ask(session.template.peek().slug, key);
      if (asked !== key || !still(session, report.digest, report.quantity) || told.digest !== report.digest) return;
      standing.value = told.state;
      if (told.state === 'exact') {
        const { estimate, price, quote } = told;
        const picked = session.picked.peek();
        batch(() => {
          making.report.value = { ...(making.report.peek() ?? report), estimate, price, quote };
        });
        session.picked.value = picked; // the findings are the same ones
      }
      if (told.state !== 'waiting') return;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  } catch {
    // The estimate stays; whoever moves a slider or opens the order asks again.
  } finally {
    if (asked === key) asked = '';
  }
}

/** Has a design sliced in a quiet moment; tells what is known of it so far. */
async function ask(slug: string, query: string): Promise<Quote> {
  return api.json(`/api/templates/${encodeURIComponent(slug)}/quote?${query}`, { method: 'POST' });
}

function still(session: Session, digest: string, quantity: number): boolean {
  const now = session.making.report.peek();
  return now?.digest === digest && now.quantity === quantity && session.making.phase.peek() === 'ready';
}

/** "58 min to 1 h 22 min, 22 g to 26 g". */
export function range({ seconds, seconds_tolerance, grams: weight, grams_tolerance }: Estimate): string {
  const [brief, long] = [duration(seconds * (1 - seconds_tolerance)), duration(seconds * (1 + seconds_tolerance))];
  const [light, heavy] = [grams(weight * (1 - grams_tolerance)), grams(weight * (1 + grams_tolerance))];
  return `${brief === long ? brief : `${brief} to ${long}`}, ${light === heavy ? light : `${light} to ${heavy}`}`;
}
