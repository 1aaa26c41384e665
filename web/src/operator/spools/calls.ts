/** The addresses of spools. */

import { ask, json, post } from '../../api';

export interface NewSpool {
  material: string;
  colour: string;
  grams: number;
  lot?: string;
  cost?: string;
  reel?: number;
}

/** What came of a list of Spoolman's. */
export interface Came {
  added: unknown[];
  known: number;
  archived: number;
  bad: { spool: string; words: string }[];
}

export async function add(spool: NewSpool): Promise<void> {
  await ask('/api/spools', post(spool));
}

export async function load(spool: number, printer: string): Promise<void> {
  await ask(`/api/spools/${spool}/load`, post({ printer }));
}

export async function unload(spool: number): Promise<void> {
  await ask(`/api/spools/${spool}/unload`, post({}));
}

export async function weigh(spool: number, read: { grams: number } | { gross: number }): Promise<void> {
  await ask(`/api/spools/${spool}/weigh`, post(read));
}

export async function retire(spool: number): Promise<void> {
  await ask(`/api/spools/${spool}/retire`, post({}));
}

export async function take(file: File): Promise<Came> {
  return json('/api/spools/import', { method: 'POST', body: file });
}
