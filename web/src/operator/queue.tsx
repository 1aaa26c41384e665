/** What waits and what runs. */

import { lazy } from '../shared/lazy';
import { HeldOrders } from './heldorders';
import { JobRow } from './jobrow';
import { Refused } from './refused';
import type { Room } from './room';
import { words } from './words';

const Warned = lazy(async () => (await import('./warned')).Warned);

export function Queue({ room }: { room: Room }) {
  const jobs = room.waiting.value;
  return (
    <section class="queue">
      <h2>{words.queue}</h2>
      <HeldOrders room={room} />
      {room.farm.value.warned.length > 0 && <Warned room={room} />}
      {room.mergeable.value.length > 1 && (
        <button
          type="button"
          class="small"
          disabled={room.sending.value.has('merge')}
          onClick={() => void room.merge()}
        >
          {words.merge}
        </button>
      )}
      <Refused room={room} ids={['merge']} />
      {!jobs.length && <p class="quiet-words">{words.empty}</p>}
      {jobs.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{words.job}</th>
              <th scope="col">{words.material}</th>
              <th scope="col">{words.time}</th>
              <th scope="col">{words.goesTo}</th>
              <th scope="col">{words.due}</th>
              <th scope="col">
                <span class="hidden">{words.actions}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {jobs.map((job) => (
              <JobRow key={job.id} room={room} job={job} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
