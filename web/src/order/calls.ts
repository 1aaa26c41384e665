/** The addresses that only an order's page asks. */

import { ask, json, post } from '../api';
import type { Order, OrderReceipt } from '../wire/orders';

export async function order(id: string, token: string): Promise<Order> {
  return json(orderAddress(id, '', token));
}

export async function orderAgain(id: string, token: string, key: string): Promise<OrderReceipt> {
  return json(orderAddress(id, '/again', token), post({}, { 'Idempotency-Key': key }));
}

/** How an order's parts on one plate will be printed. */
export async function orderLayers(id: string, plate: number, token: string): Promise<ArrayBuffer> {
  return (await ask(orderAddress(id, `/plates/${plate}/layers`, token))).arrayBuffer();
}

export function orderEvents(id: string, token: string): string {
  return orderAddress(id, '/events', token);
}

function orderAddress(id: string, rest: string, token: string): string {
  return `/api/orders/${encodeURIComponent(id)}${rest}?token=${encodeURIComponent(token)}`;
}
