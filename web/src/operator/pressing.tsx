/** What is special about a job's turn, order by order: how pressing it is, and what it asks of its printer. */

import type { Job, Turn } from '../wire/jobs';

export function Pressing({ job }: { job: Job }) {
  return (
    <>
      {job.orders.map((order) => {
        const told = job.places[order] && turn(job.places[order]);
        return told ? (
          <small key={order} class="pressing">
            {job.orders.length > 1 ? `${order}: ${told}` : told}
          </small>
        ) : null;
      })}
    </>
  );
}

/** "high priority, due 1 Dec, needs a printer that is enclosed"; nothing where nothing is special. */
function turn(place: Turn): string {
  return [
    place.priority !== 'normal' && `${place.priority} priority`,
    place.due !== null &&
      `due ${new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }).format(new Date(place.due * 1000))}`,
    place.tags.length && `needs a printer that is ${place.tags.join(' and ')}`,
    place.plate && `needs a ${place.plate} plate`,
  ]
    .filter(Boolean)
    .join(', ');
}
