/** One plate that waits: what it is, where it goes, and everything else on demand. */

import { useState } from 'preact/hooks';
import { duration } from '../shared/format';
import { lazy } from '../shared/lazy';
import type { Job } from '../wire/jobs';
import { firstDue } from './due';
import { DueCell } from './duecell';
import { SayWhy } from './failures/saywhy';
import { Pressing } from './pressing';
import { isLoose, type Room } from './room';
import { full, orderWords, words } from './words';

const DueForm = lazy(async () => (await import('./dueform')).DueForm);
const JobMore = lazy(async () => (await import('./jobmore')).JobMore);
const JobWays = lazy(async () => (await import('./jobways')).JobWays);
const Refusal = lazy(async () => (await import('./refusal')).Refusal);

/** How many columns the queue has. */
export const COLUMNS = 6;

export function JobRow({ room, job }: { room: Room; job: Job }) {
  const [open, setOpen] = useState(false);
  const [dueing, setDueing] = useState(false);
  const [order] = job.orders;
  // Of a shared plate each order is due by itself; that stands among the details.
  const alone = job.orders.length === 1 && order;
  const plastic = room.plastic(job.material, job.colour);
  return (
    <>
      <tr data-job={job.id} data-state={job.state} data-open={open || undefined}>
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
          <small>{orderWords(job)}</small>
          <Pressing job={job} />
          {job.state !== 'queued' && !job.trouble && <small>{job.words}</small>}
          {job.state === 'gathering' && <small>{full(job.filled)}</small>}
          {job.trouble && (
            <>
              <small class="wrong">{job.trouble.words}</small>
              {job.trouble.code === 'gcode_refused' && <Refusal job={job.id} />}
              {!open && <JobWays room={room} job={job} />}
              <SayWhy room={room} job={job} />
            </>
          )}
          {job.proof?.warnings.map((warning) => (
            <small key={warning} class="warned">
              {words.proved}: {warning}
            </small>
          ))}
        </td>
        <td data-label={words.material}>
          {plastic.hex && <i class="dot" style={{ background: plastic.hex }} />}
          {plastic.title}
        </td>
        <td data-label={words.time}>{job.seconds === null ? '–' : duration(job.seconds)}</td>
        <td data-label={words.goesTo}>{job.goes_to ?? '–'}</td>
        <DueCell job={job} open={alone ? dueing : open} press={() => (alone ? setDueing(!dueing) : setOpen(!open))} />
        <td class="row-ways">
          <button
            type="button"
            class="small"
            aria-expanded={open}
            aria-label={`${open ? words.less : words.more}: ${job.title}`}
            onClick={() => setOpen(!open)}
          >
            {open ? words.less : words.more}
          </button>
        </td>
      </tr>
      {dueing && alone && (
        <tr class="more-row">
          <td colSpan={COLUMNS}>
            <DueForm room={room} order={alone} at={firstDue(job)} close={() => setDueing(false)} />
          </td>
        </tr>
      )}
      {open && (
        <tr class="more-row">
          <td colSpan={COLUMNS}>
            <JobMore room={room} job={job} />
          </td>
        </tr>
      )}
    </>
  );
}
