/** The addresses for adding printers. */

import { ask, json, post } from '../../api';
import type { Printer } from '../../wire/printers';

export interface Whereabouts {
  address: string;
  key: string;
  serial: string;
}

/** Who answered at an address. */
export interface Found {
  driver: string;
  address: string;
  key: 'good' | 'missing' | 'refused';
  software: string | null;
  phase_words: string | null;
  /** What the host says of its machine. */
  says: string | null;
  /** Profiles it may be sliced for, the likeliest first. */
  machines: { id: string; why: string }[];
}

export interface NewPrinter extends Whereabouts {
  name: string;
  driver: string;
  machine: string;
  materials: string[];
}

export async function find(where: Whereabouts): Promise<Found> {
  return json('/api/printers/find', post(where));
}

export interface Neighbour {
  name: string;
  driver: string;
  address: string;
}

/** Who announces himself on the shop's network and is not here yet; takes two seconds. */
export async function near(): Promise<Neighbour[]> {
  return (await json<{ printers: Neighbour[] }>('/api/printers/neighbours')).printers;
}

export async function machines(words: string): Promise<{ id: string; title: string }[]> {
  const found = await json<{ machines: { id: string; title: string }[] }>(
    `/api/printers/machines?q=${encodeURIComponent(words)}`,
  );
  return found.machines;
}

export async function add(printer: NewPrinter): Promise<Printer> {
  return json('/api/printers', post(printer));
}

export async function remove(printer: string): Promise<void> {
  await ask(`/api/printers/${encodeURIComponent(printer)}`, { method: 'DELETE' });
}
