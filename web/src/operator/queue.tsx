/** What waits and what runs: where each job goes, or why it cannot. */

import { duration, grams, money } from '../shared/format';
import { PriceLines } from '../shared/pricelines';
import type { Job } from '../wire';
import { Refused } from './printercard';
import { LayersButton } from './layerview';
import { Refusal } from './refusal';
import { isLoose, type Room } from './room';
import { Warned } from './warned';
import { actionWords, full, words } from './words';

export function Queue({ room }: { room: Room }) {
  const jobs = room.farm.value.queue;
  // Those that wait for a warning stand below, where it can be waived.
  const held = room.farm.value.held_orders.filter((order) => order.trouble?.code !== 'warnings');
  return (
    <section class="queue">
      <h2>{words.queue}</h2>
      {held.map((order) => (
        <p key={order.id} class="held-order">
          <b>
            {words.held}: order {order.id}, {order.customer}.
          </b>{' '}
          {order.trouble?.words}
        </p>
      ))}
      <Warned room={room} />
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
              <th scope="col">
                <span class="hidden">{words.actions}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {jobs.map((job) => (
              <Row key={job.id} room={room} job={job} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Row({ room, job }: { room: Room; job: Job }) {
  const plastic = room.plastic(job.material, job.colour);
  const left = job.seconds_left ?? job.seconds;
  return (
    <tr data-job={job.id} data-state={job.state}>
      <td>
        {isLoose(job) && (
          <input
            type="checkbox"
            aria-label={`${words.tick}: ${job.title}`}
            checked={room.ticked.value.has(job.id)}
            onChange={() => {
              room.tick(job.id);
            }}
          />
        )}
        <b>{job.title}</b>
        <small>
          {[
            job.orders.length === 1 && `Order ${job.orders.join(', ')}`,
            job.orders.length === 1 && job.customer,
            job.plates > 1 && `plate ${job.plate} of ${job.plates}`,
          ]
            .filter(Boolean)
            .join(', ')}
        </small>
        <small class={job.trouble ? 'wrong' : undefined}>{job.trouble?.words ?? job.words}</small>
        {job.slicer?.said.map((said) => (
          <small key={said} class="said">
            {said}
          </small>
        ))}
        <Quoted job={job} />
        {job.trouble?.code === 'gcode_refused' && <Refusal job={job.id} />}
        {job.proof?.warnings.map((warning) => (
          <small key={warning} class="warned">
            {words.proved}: {warning}
          </small>
        ))}
        {job.state === 'gathering' && <small>{full(job.filled)}</small>}
        {job.orders.length > 1 && <Shared room={room} job={job} />}
        <small>
          <a href={job.sheet} target="_blank" rel="noopener">
            {words.sheet}
          </a>
        </small>
        <Refused room={room} ids={[job.id]} />
      </td>
      <td data-label={words.material}>
        {plastic.hex && <i class="dot" style={{ background: plastic.hex }} />}
        {plastic.title}
      </td>
      <td data-label={words.time}>{left === null ? '–' : duration(left)}</td>
      <td data-label={words.goesTo}>
        {job.printer ?? (job.refusals.length ? null : words.unknownPlate)}
        {!job.printer &&
          job.refusals.map((refusal) => (
            <small key={refusal.printer}>
              {refusal.printer} {refusal.words}
            </small>
          ))}
      </td>
      <td class="row-ways">
        {job.drawn && <LayersButton room={room} job={job} />}
        {job.actions.map((action) => (
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
        ))}
      </td>
    </tr>
  );
}

/** Whose parts share this plate; each order may be taken off it. */
function Shared({ room, job }: { room: Room; job: Job }) {
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

/** What each customer was promised, beside what the slicer says of this plate. */
function Quoted({ job }: { job: Job }) {
  return (
    <>
      {job.quoted.map(({ order, by, seconds, grams: weight, quantity, price }) => (
        <details key={order} class="basis">
          <summary>{`${money(price)}, by ${by === 'slice' ? 'the slice' : 'an estimate'}`}</summary>
          <p>
            {`Quoted: ${duration(seconds)}, ${grams(weight)}${quantity > 1 ? ' each' : ''}.`}
            {job.seconds !== null && job.grams !== null && ` This plate: ${duration(job.seconds)}, ${grams(job.grams)}.`}
          </p>
          <PriceLines price={price} />
        </details>
      ))}
    </>
  );
}
