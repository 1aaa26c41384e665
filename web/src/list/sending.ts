/** A list on its way: what the shop tells line by line, and what came of it. */

import { Refused } from '../api';
import { orderList } from './calls';
import type { ListResult, ListTold } from '../wire/lists';

/** What holds for every row that does not say otherwise. */
export interface Common {
  template: string;
  material: string;
  colour: string;
  name: string;
  email: string;
}

/** Sends a list; tells how far it is, 0 to 1. Without a result the answer broke off. */
export async function send(
  text: string,
  common: Common,
  take: 'all' | 'good' | 'none',
  key: string,
  progress: (share: number) => void,
): Promise<ListResult | null> {
  const answer = await orderList(text, { ...common, take }, key);
  let result: ListResult | null = null;
  for await (const line of linesOf(answer)) {
    const told = JSON.parse(line) as ListTold;
    if ('result' in told) result = told.result;
    else if ('problem' in told) throw new Refused(told.problem);
    else progress('judged' in told ? told.judged / told.of : told.stored / told.of);
  }
  return result;
}

/** The lines of a text that comes in pieces. */
export async function* linesOf(pieces: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = pieces.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let left = '';
  for (;;) {
    const { done, value } = await reader.read();
    left += value ?? '';
    const lines = left.split('\n');
    left = done ? '' : (lines.pop() ?? '');
    for (const line of lines) if (line) yield line;
    if (done) return;
  }
}
