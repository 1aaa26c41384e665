/** What may be done with a job, one button each. */

import { lazy } from '../shared/lazy';
import type { Job } from '../wire';
import { actionWords } from './actionwords';
import { LayersButton } from './layerview';
import type { Room } from './room';

const HoldBack = lazy(async () => (await import('./holdback')).HoldBack);

export function JobWays({ room, job }: { room: Room; job: Job }) {
  return (
    <div class="ways">
      {job.drawn && <LayersButton room={room} job={job} />}
      {job.actions.map((action) =>
        action === 'hold' ? (
          <HoldBack key={action} room={room} job={job} />
        ) : (
          <button
            type="button"
            key={action}
            class="small"
            aria-label={`${actionWords[action]}: ${job.title}`}
            disabled={room.sending.value.has(job.id)}
            onClick={() => void room.act(job.id, action)}
          >
            {actionWords[action]}
          </button>
        ),
      )}
    </div>
  );
}
