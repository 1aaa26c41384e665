/** The steps of an order, and how far each print is. */

import { Bar } from '../shared/bar';
import { clock, duration } from '../shared/format';
import type { Order, OrderJob, Step } from '../wire/orders';
import { whereItIs, words } from './words';

const STATES: Record<Step['state'], string> = {
  done: 'done',
  now: 'now',
  waiting: 'not yet',
  trouble: 'needs a person',
};

export function Progress({ order, look }: { order: Order; look: (plate: number) => void }) {
  return (
    <>
      <ol class="order-steps">
        {order.steps.map((step) => (
          <li
            key={step.name}
            data-step={step.name}
            data-at={step.state}
            aria-current={step.state === 'now' ? 'step' : undefined}
          >
            <b>{step.title}</b>
            <span class="hidden">, {STATES[step.state]}</span>
            {step.at && step.state !== 'waiting' && <small>{clock(step.at)}</small>}
          </li>
        ))}
      </ol>
      {order.trouble && (
        <p class="order-trouble" role="alert">
          <b>{words.trouble}.</b> {order.trouble.words}
        </p>
      )}
      {order.jobs.length > 0 && (
        <ul class="order-jobs">
          {order.jobs.map((job) => (
            <JobLine key={job.id} job={job} look={() => look(job.plate)} />
          ))}
        </ul>
      )}
    </>
  );
}

function JobLine({ job, look }: { job: OrderJob; look: () => void }) {
  const place = whereItIs(job.printer, job.plate, job.plates);
  const shown = job.progress !== null && job.progress > 0;
  return (
    <li data-job={job.id} data-job-state={job.state}>
      <p class="job-line">
        <span>
          {job.words}
          {place && `, ${place}`}
        </span>
        {shown && <span>{Math.round((job.progress ?? 0) * 100)} %</span>}
        {job.seconds_left !== null && job.seconds_left > 0 && (
          <span>
            {duration(job.seconds_left)} {words.left}
          </span>
        )}
      </p>
      {shown && <Bar progress={job.progress ?? 0} label={place || 'Print'} />}
      {job.drawn && (
        <button type="button" class="order-look" onClick={look}>
          {words.look}
        </button>
      )}
    </li>
  );
}
