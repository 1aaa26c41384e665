/** The addresses that only the print room asks. */

import { ask, json, post } from '../api';
import type { Job, JobAction, Place, Refusal } from '../wire/jobs';
import type { Curve, HistoryLine, Printer } from '../wire/printers';

export async function printers(): Promise<{ printers: Printer[] }> {
  return json('/api/printers');
}

export async function jobs(): Promise<{ jobs: Job[] }> {
  return json('/api/jobs');
}

export async function bedClear(printer: string): Promise<Printer> {
  return json(`/api/printers/${encodeURIComponent(printer)}/bed-clear`, post({}));
}

export type Telling = 'stop' | 'pause' | 'resume' | 'looked' | 'out-of-service' | 'in-service';

/** Does something with a machine; out of service takes a reason. */
export async function tell(printer: string, what: Telling, why?: string): Promise<void> {
  await ask(`/api/printers/${encodeURIComponent(printer)}/${what}`, post(why === undefined ? {} : { why }));
}

export async function act(job: string, action: JobAction, why = ''): Promise<void> {
  await ask(`/api/jobs/${encodeURIComponent(job)}/${action}`, post({ why }));
}

/** What an order's printer may be asked for. */
export interface Choices {
  tags: string[];
  plates: string[];
}

export interface Changed {
  priority?: string;
  /** A moment with its zone; empty takes it away. */
  due?: string;
  tags?: string[];
  plate?: string;
  why: string;
}

export async function choices(order: string): Promise<Choices> {
  return (await json<{ choices: Choices }>(`/api/orders/${encodeURIComponent(order)}/place`)).choices;
}

/** Changes an order's place in the queue; what is left out stays as it is. */
export async function place(order: string, changed: Changed): Promise<void> {
  await ask(`/api/orders/${encodeURIComponent(order)}/place`, post(changed));
}

/** Every line of a job, layer by layer. */
export async function jobLayers(job: string): Promise<ArrayBuffer> {
  return (await ask(`/api/jobs/${encodeURIComponent(job)}/layers`)).arrayBuffer();
}

export async function jobPlaces(job: string): Promise<Place[]> {
  return (await json<{ places: Place[] }>(`/api/jobs/${encodeURIComponent(job)}/proof`)).places;
}

export async function temperatures(printer: string): Promise<Curve> {
  return json(`/api/printers/${encodeURIComponent(printer)}/temperatures`);
}

/** What the camera of a printer sees. */
export async function picture(printer: string, left: AbortSignal): Promise<Blob> {
  return (await ask(`/api/printers/${encodeURIComponent(printer)}/picture`, { signal: left })).blob();
}

export async function printerHistory(printer: string): Promise<HistoryLine[]> {
  return (await json<{ lines: HistoryLine[] }>(`/api/printers/${encodeURIComponent(printer)}/history`)).lines;
}

export async function jobHistory(job: string): Promise<HistoryLine[]> {
  return (await json<{ lines: HistoryLine[] }>(`/api/jobs/${encodeURIComponent(job)}/history`)).lines;
}

/** Lets one warning of an order pass. */
export async function waive(order: string, code: string, part: string, reason: string): Promise<void> {
  await ask(`/api/orders/${encodeURIComponent(order)}/waivers`, post({ code, part, reason }));
}

/** Why the guard refused a job's G-code. */
export async function refusal(job: string): Promise<Refusal> {
  return json(`/api/jobs/${encodeURIComponent(job)}/refusal`);
}

export async function merge(jobs: string[]): Promise<void> {
  await ask('/api/jobs/merge', post({ jobs }));
}

export async function cancelOrder(order: string): Promise<void> {
  await ask(`/api/orders/${encodeURIComponent(order)}/cancel`, post({}));
}

export const farmEvents = '/api/printers/events';
