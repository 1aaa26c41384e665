/** Why a print failed: a reason, words, a picture; and the next try in the same press. */

import { useEffect, useState } from 'preact/hooks';
import type { Job } from '../../wire/jobs';
import type { Room } from '../room';
import * as calls from './calls';
import './failures.css';
import { words } from './words';

export function Why({ room, job, close }: { room: Room; job: Job; close: () => void }) {
  const [reasons, setReasons] = useState<calls.Failures['reasons']>([]);
  const [said, setSaid] = useState({ reason: '', words: '' });
  const [picture, setPicture] = useState<File | null>(null);
  const resting = room.sending.value.has(job.id);
  useEffect(() => {
    calls.failures().then(
      (found) => setReasons(found.reasons),
      () => undefined, // the list stays empty, and nothing can be sent without one
    );
  }, []);
  const send = (again: boolean) =>
    void room.send(job.id, async () => {
      await calls.report(job.id, said, picture, again);
      close();
    });
  return (
    <form
      class="failed-why"
      onSubmit={(event) => {
        event.preventDefault();
        send(true);
      }}
    >
      <label>
        {words.reason}
        <select
          required
          value={said.reason}
          onChange={({ currentTarget }) => setSaid({ ...said, reason: currentTarget.value })}
        >
          <option value="">{words.choose}</option>
          {reasons.map((each) => (
            <option key={each.id} value={each.id}>
              {each.words}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.more}
        <input
          maxLength={1000}
          value={said.words}
          onInput={({ currentTarget }) => setSaid({ ...said, words: currentTarget.value })}
        />
      </label>
      <label>
        {words.picture}
        <input
          type="file"
          accept="image/jpeg,image/png,image/webp"
          onChange={({ currentTarget }) => setPicture(currentTarget.files?.[0] ?? null)}
        />
      </label>
      <button type="submit" class="small" disabled={resting || !said.reason}>
        {words.again}
      </button>
      <button type="button" class="small" disabled={resting || !said.reason} onClick={() => send(false)}>
        {words.note}
      </button>
      <button type="button" class="small" onClick={close}>
        {words.leave}
      </button>
    </form>
  );
}
