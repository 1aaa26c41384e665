/** Whose parts share a plate; each order may be taken off it. */

import type { Job } from '../wire/jobs';
import { isLoose, type Room } from './room';
import { words } from './words';

export function Shared({ room, job }: { room: Room; job: Job }) {
  return (
    <ul class="shared">
      {job.orders.map((order) => {
        const parts = job.parts.filter((each) => each.order === order);
        const customer = parts[0]?.customer ?? '';
        return (
          <li key={order}>
            <small>
              {customer}, {order}: {parts.map((each) => `${each.copies} × ${each.part}`).join(', ')}
            </small>
            {isLoose(job) && (
              <button
                type="button"
                class="small"
                aria-label={`${words.cancelOrder} ${order}`}
                disabled={room.sending.value.has(job.id)}
                onClick={() => void room.cancelOrder(job.id, order)}
              >
                {words.cancelOrder}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
