/** At a job that failed: saying why it did. */

import { useState } from 'preact/hooks';
import { lazy } from '../../shared/lazy';
import type { Job } from '../../wire/jobs';
import type { Room } from '../room';
import { words } from '../words';

const Why = lazy(async () => (await import('./why')).Why);

export function SayWhy({ room, job }: { room: Room; job: Job }) {
  const [open, setOpen] = useState(false);
  if (job.state !== 'failed') return null;
  if (open) return <Why room={room} job={job} close={() => setOpen(false)} />;
  return (
    <button type="button" class="small" aria-label={`${words.sayWhy}: ${job.title}`} onClick={() => setOpen(true)}>
      {words.sayWhy}
    </button>
  );
}
