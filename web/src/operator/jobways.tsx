/** What may be done with a job, one button each. */

import type { Job } from '../wire';
import { HoldBack } from './holdback';
import { LayersButton } from './layerview';
import type { Room } from './room';
import { actionWords } from './words';

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
