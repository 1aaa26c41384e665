/** One function per address of the server. Every refusal arrives as a `Refused`. */

import type { Metrics } from './rules/terms';
import type { Values } from './wire/basics';
import type { Change } from './wire/form';
import type { OrderReceipt, OrderRequest } from './wire/orders';
import type { Problem } from './wire/problem';
import type { Report } from './wire/report';
import type { Shop } from './wire/shop';
import type { Broken, Card, Template } from './wire/templates';

/** The server answered and said no, with its reason. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }
}

/** Nothing came back: the network or the server is away. Trying again makes sense. */
export class Unreachable extends Error {}

export interface Model {
  bytes: ArrayBuffer;
  /** Name of the design the bytes draw, 64 hex digits. */
  digest: string;
}

export async function shop(): Promise<Shop> {
  return json('/api/shop');
}

export async function templates(): Promise<{ templates: Card[]; broken?: Broken[] }> {
  return json('/api/templates');
}

export async function template(slug: string): Promise<Template> {
  return json(`/api/templates/${encodeURIComponent(slug)}`);
}

export function templateEvents(slug: string): string {
  return `/api/templates/${encodeURIComponent(slug)}/events`;
}

/** The values of a design that another version made, as they are valid now. */
export async function opened(slug: string, query: string): Promise<{ values: Values; changes: Change[] }> {
  return json(`/api/templates/${encodeURIComponent(slug)}/open?${query}`);
}

export async function typeface(name: string): Promise<Metrics> {
  return json(`/api/typefaces/${encodeURIComponent(name)}`);
}

/** A design as it looks. Where `left` says that nobody waits any more, the shop leaves off. */
export async function model(slug: string, query: string, left?: AbortSignal): Promise<Model> {
  const answer = await ask(modelAddress(slug, query), { signal: left ?? null });
  const tag = (answer.headers.get('ETag') ?? '').replace(/^W\/|"/g, '');
  return { bytes: await answer.arrayBuffer(), digest: answer.headers.get('Design-Digest') ?? tag };
}

export async function report(slug: string, query: string, left?: AbortSignal): Promise<Report> {
  return json(`/api/templates/${encodeURIComponent(slug)}/report${query && '?'}${query}`, { signal: left ?? null });
}

export function modelAddress(slug: string, query: string): string {
  return `/api/templates/${encodeURIComponent(slug)}/model.glb${query && '?'}${query}`;
}

export function pictureAddress(slug: string, query: string): string {
  return `/api/templates/${encodeURIComponent(slug)}/picture.png${query && '?'}${query}`;
}

/** `key` is the same for every try of one order, so that a lost answer cannot order twice. */
export async function placeOrder(request: OrderRequest, key: string): Promise<OrderReceipt> {
  return json('/api/orders', post(request, { 'Idempotency-Key': key }));
}

export function post(body: object, headers: Record<string, string> = {}): RequestInit {
  return { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

export async function json<T>(address: string, init?: RequestInit): Promise<T> {
  return (await ask(address, init)).json() as Promise<T>;
}

export async function ask(address: string, init?: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(address, init);
  } catch (cause) {
    throw new Unreachable('The shop does not answer.', { cause });
  }
  if (answer.ok) return answer;
  throw new Refused(await problemOf(answer));
}

export async function problemOf(answer: Response): Promise<Problem> {
  if (answer.headers.get('Content-Type')?.includes('problem+json')) return (await answer.json()) as Problem;
  // A proxy in front of the server answers in its own words, which say nothing to a customer.
  return {
    type: 'about:blank',
    title: 'The shop could not answer',
    status: answer.status,
    code: `http_${answer.status}`,
    detail: 'The shop could not answer just now. Please try again in a moment.',
  };
}
