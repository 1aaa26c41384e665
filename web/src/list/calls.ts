/** The one address of a list of orders. */

import { ask, Unreachable } from '../api';

/** Judges or orders a list; the answer tells line by line how far it is. */
export async function orderList(
  text: string,
  query: Record<string, string>,
  key: string,
): Promise<ReadableStream<Uint8Array>> {
  const headers = { 'Content-Type': 'text/csv', 'Idempotency-Key': key };
  const address = `/api/orders/batch?${new URLSearchParams(query).toString()}`;
  const answer = await ask(address, { method: 'POST', headers, body: text });
  if (!answer.body) throw new Unreachable();
  return answer.body;
}
