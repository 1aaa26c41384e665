/** Keeping a job from being printed, for a reason. */

import { useState } from 'preact/hooks';
import type { Job } from '../wire';
import type { Room } from './room';
import { actionWords, words } from './words';

export function HoldBack({ room, job }: { room: Room; job: Job }) {
  const [open, setOpen] = useState(false);
  const [why, setWhy] = useState('');
  const resting = room.sending.value.has(job.id);
  if (!open) {
    return (
      <button
        type="button"
        class="small"
        aria-label={`${actionWords.hold}: ${job.title}`}
        disabled={resting}
        onClick={() => setOpen(true)}
      >
        {actionWords.hold}
      </button>
    );
  }
  return (
    <form
      class="waive"
      onSubmit={(event) => {
        event.preventDefault();
        setOpen(false);
        void room.act(job.id, 'hold', why);
      }}
    >
      <label>
        {words.why}
        <input value={why} maxLength={300} onInput={(event) => setWhy(event.currentTarget.value)} />
      </label>
      <button type="submit" class="small" disabled={resting}>
        {actionWords.hold}
      </button>
      <button type="button" class="small" onClick={() => setOpen(false)}>
        {words.never}
      </button>
    </form>
  );
}
