/** The addresses of failed prints. */

import { ask, json, post } from '../../api';
import type { Instant } from '../../wire/basics';

export interface Failures {
  products: { title: string; prints: number; failed: number; words: string; told_apart: boolean }[];
  latest: {
    attempt: string;
    job: string;
    title: string;
    printer: string;
    reason_words: string;
    words: string;
    picture: string | null;
    who: string;
    at: Instant;
  }[];
  reasons: { id: string; words: string }[];
}

export async function failures(): Promise<Failures> {
  return json('/api/failures');
}

/** Says why a job's last print failed; the picture goes first to the report, and only then the job is tried again. */
export async function report(
  job: string,
  said: { reason: string; words: string },
  picture: File | null,
  again: boolean,
): Promise<void> {
  const address = `/api/jobs/${encodeURIComponent(job)}/failure`;
  await ask(address, post({ ...said, again: again && !picture }));
  if (!picture) return;
  await ask(`${address}/picture`, { method: 'POST', body: picture });
  if (again) await ask(address, post({ ...said, again: true }));
}
