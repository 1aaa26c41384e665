/** When a plate is due, in the queue: pressed, it is set. */

import type { Job } from '../wire/jobs';
import { dueWords, firstDue } from './due';
import { words } from './words';

export function DueCell({ job, open, press }: { job: Job; open: boolean; press: () => void }) {
  const at = firstDue(job);
  const said = at === null ? words.setDue : dueWords(at, new Date());
  const late = at !== null && at * 1000 < Date.now();
  return (
    <td data-label={words.due} data-late={late || undefined}>
      <button
        type="button"
        class="due"
        aria-expanded={open}
        aria-label={`${at === null ? '' : `${words.due} `}${said}: ${job.title}`}
        onClick={press}
      >
        {said}
      </button>
      {late && <small>{words.late}</small>}
    </td>
  );
}
