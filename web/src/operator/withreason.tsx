/** Something that is done with a job for a reason: the button, and the form that it opens. */

import { useState } from 'preact/hooks';
import type { Job, JobAction } from '../wire/jobs';
import { actionWords } from './actionwords';
import { Reason } from './reason';
import type { Room } from './room';
import { turnWords } from './turnwords';

export function WithReason({ room, job, action }: { room: Room; job: Job; action: JobAction }) {
  const [open, setOpen] = useState(false);
  const resting = room.sending.value.has(job.id);
  return (
    <>
      <button
        type="button"
        class="small"
        aria-expanded={open}
        aria-label={`${actionWords[action]}: ${job.title}`}
        disabled={resting}
        onClick={() => setOpen(!open)}
      >
        {actionWords[action]}
      </button>
      {open && (
        <Reason
          label={turnWords.why}
          confirm={actionWords[action]}
          resting={resting}
          send={(why) => {
            setOpen(false);
            void room.act(job.id, action, why);
          }}
          leave={() => setOpen(false)}
        />
      )}
    </>
  );
}
