/** One job of the queue: what it is, where it goes or why it cannot, and what may be done with it. */

import { duration } from '../shared/format';
import type { Job } from '../wire';
import * as calls from './calls';
import { JobHistory } from './history';
import { LayersButton } from './layerview';
import { Quoted } from './quoted';
import { Refusal } from './refusal';
import { Refused } from './refused';
import { isLoose, type Room } from './room';
import { Shared } from './shared';
import { actionWords, full, words } from './words';

export function JobRow({ room, job }: { room: Room; job: Job }) {
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
        <JobHistory title={job.title} load={() => calls.jobHistory(job.id)} moved={job.state} />
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
