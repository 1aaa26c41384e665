/** What each customer was promised, beside what the slicer says of this plate. */

import { duration, grams, money } from '../shared/format';
import { PriceLines } from '../shared/pricelines';
import type { Job } from '../wire/jobs';

export function Quoted({ job }: { job: Job }) {
  return (
    <>
      {job.quoted.map(({ order, by, seconds, grams: weight, quantity, price }) => (
        <details key={order} class="basis">
          <summary>{`${money(price)}, by ${by === 'slice' ? 'the slice' : 'an estimate'}`}</summary>
          <p>
            {`Quoted: ${duration(seconds)}, ${grams(weight)}${quantity > 1 ? ' each' : ''}.`}
            {job.seconds !== null &&
              job.grams !== null &&
              ` This plate: ${duration(job.seconds)}, ${grams(job.grams)}.`}
          </p>
          <PriceLines price={price} />
        </details>
      ))}
    </>
  );
}
