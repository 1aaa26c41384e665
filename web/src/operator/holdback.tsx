/** Keeping a job from being printed, for a reason. */

import { useState } from 'preact/hooks';
import type { Job } from '../wire';
import { actionWords } from './actionwords';
import type { Room } from './room';
import { turnWords } from './turnwords';
import { words } from './words';

export function HoldBack({ room, job }: { room: Room; job: Job }) {
  const [open, setOpen] = useState(false);
  const [why, setWhy] = useState('');
  const resting = room.sending.value.has(job.id);
  return (
    <>
      <button
        type="button"
        class="small"
        aria-expanded={open}
        aria-label={`${actionWords.hold}: ${job.title}`}
        disabled={resting}
        onClick={() => setOpen(!open)}
      >
        {actionWords.hold}
      </button>
      {open && (
        <form
          class="waive"
          onSubmit={(event) => {
            event.preventDefault();
            setOpen(false);
            void room.act(job.id, 'hold', why);
          }}
        >
          <label>
            {turnWords.why}
            <input value={why} maxLength={300} onInput={(event) => setWhy(event.currentTarget.value)} />
          </label>
          <button type="submit" class="small" disabled={resting}>
            {actionWords.hold}
          </button>
          <button type="button" class="small" onClick={() => setOpen(false)}>
            {words.never}
          </button>
        </form>
      )}
    </>
  );
}
