/** What fails, and why, each fetched when it is first wanted. */

import { useState } from 'preact/hooks';
import { lazy } from '../../shared/lazy';
import type { Job } from '../../wire';
import type { Room } from '../room';
import { words } from './words';

const FailuresDialog = lazy(async () => (await import('./dialog')).FailuresDialog);
const Why = lazy(async () => (await import('./why')).Why);

export function FailuresButton({ room }: { room: Room }) {
  return (
    <button
      type="button"
      class="quiet"
      onClick={() => {
        room.failures.value = true;
      }}
    >
      {words.fails}
    </button>
  );
}

export function FailuresWindow({ room }: { room: Room }) {
  return room.failures.value ? <FailuresDialog room={room} /> : null;
}

/** At a job that failed. */
export function SayWhy({ room, job }: { room: Room; job: Job }) {
  const [open, setOpen] = useState(false);
  if (job.state !== 'failed') return null;
  if (open) return <Why room={room} job={job} close={() => setOpen(false)} />;
  return (
    <button type="button" class="small" aria-label={`${words.why}: ${job.title}`} onClick={() => setOpen(true)}>
      {words.why}
    </button>
  );
}
