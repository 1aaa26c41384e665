/** What is special about a job's turn, order by order: how pressing it is, and what it asks of its printer. */

import type { Job, Turn } from '../wire/jobs';
import { dueWords } from './due';

export function Pressing({ job }: { job: Job }) {
  return (
    <>
      {job.orders.map((order) => {
        const told = job.places[order] && turn(job.places[order], job.orders.length > 1);
        return told ? (
          <small key={order} class="pressing">
            {job.orders.length > 1 ? `${order}: ${told}` : told}
          </small>
        ) : null;
      })}
    </>
  );
}

/** "high priority, due today 18:00, needs a printer that is enclosed"; nothing where nothing is special. */
function turn(place: Turn, shared: boolean): string {
  return [
    place.priority !== 'normal' && `${place.priority} priority`,
    // Of an order that has its plate to itself the column says it.
    shared && place.due !== null && `due ${dueWords(place.due, new Date())}`,
    place.tags.length && `needs a printer that is ${place.tags.join(' and ')}`,
    place.plate && `needs a ${place.plate} plate`,
  ]
    .filter(Boolean)
    .join(', ');
}
