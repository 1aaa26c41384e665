/** All that is known of one job, and what may be done with it. */

import type { Job } from '../wire/jobs';
import * as calls from './calls';
import { JobHistory } from './history';
import { JobWays } from './jobways';
import { Quoted } from './quoted';
import { Refused } from './refused';
import type { Room } from './room';
import { Shared } from './shared';
import { Turns } from './turn';
import { words } from './words';

export function JobMore({ room, job }: { room: Room; job: Job }) {
  return (
    <div class="job-more" data-more={job.id}>
      <p>{job.words}.</p>
      <JobWays room={room} job={job} />
      <Refused room={room} ids={[job.id]} />
      {!job.printer && job.refusals.length > 0 && (
        <ul class="why-not" aria-label={words.whyNot}>
          {job.refusals.map((refusal) => (
            <li key={refusal.printer}>
              <b>{refusal.printer}</b> {refusal.words}
            </li>
          ))}
        </ul>
      )}
      {job.slicer?.said.map((said) => (
        <p key={said} class="said">
          {said}
        </p>
      ))}
      <Turns room={room} job={job} />
      {job.orders.length > 1 && <Shared room={room} job={job} />}
      <Quoted job={job} />
      <p>
        <a href={job.sheet} target="_blank" rel="noopener">
          {words.sheet}
        </a>
      </p>
      <JobHistory title={job.title} load={() => calls.jobHistory(job.id)} moved={job.state} />
    </div>
  );
}
