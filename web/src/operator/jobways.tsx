/** What may be done with a job, one button each. */

import { lazy } from '../shared/lazy';
import type { Job } from '../wire/jobs';
import { actionWords } from './actionwords';
import { LayersButton } from './layerview';
import type { Room } from './room';

const WithReason = lazy(async () => (await import('./withreason')).WithReason);

export function JobWays({ room, job }: { room: Room; job: Job }) {
  return (
    <div class="ways">
      {job.drawn && <LayersButton room={room} job={job} />}
      {job.actions.map((action) =>
        action === 'hold' || (action === 'retry' && job.state === 'failed') ? (
          <WithReason key={action} room={room} job={job} action={action} />
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
