/** What may be done with a machine at any time: stop it, pause it, take it out of service. */

import { useState } from 'preact/hooks';
import type { Printer } from '../wire';
import * as calls from './calls';
import type { Room } from './room';
import { words } from './words';

/** Something may move or heat there. */
const ALIVE = ['preparing', 'printing', 'paused', 'attention', 'stopping'];

export function Care({ room, printer }: { room: Room; printer: Printer }) {
  const [asking, setAsking] = useState(false);
  const { id, phase, maintenance, job } = printer;
  const resting = room.sending.value.has(id);
  const tell = (what: calls.Telling, why?: string) => void room.send(id, () => calls.tell(id, what, why));
  if (asking) return <Why done={(why) => (setAsking(false), why !== null && tell('out-of-service', why))} />;
  return (
    <div class="care">
      {maintenance && (
        <p class="needs">
          {words.outOfService}: {maintenance.why} ({maintenance.who})
        </p>
      )}
      {ALIVE.includes(phase) && (
        <button
          type="button"
          class="small stop"
          aria-label={`${words.stopNow}: ${printer.name}`}
          onClick={() => tell('stop')}
        >
          {words.stopNow}
        </button>
      )}
      {job && phase === 'printing' && (
        <button type="button" class="small" disabled={resting} onClick={() => tell('pause')}>
          {words.pause}
        </button>
      )}
      {job && phase === 'paused' && (
        <button type="button" class="small" disabled={resting} onClick={() => tell('resume')}>
          {words.resume}
        </button>
      )}
      <button
        type="button"
        class="small"
        disabled={resting}
        onClick={() => (maintenance ? tell('in-service') : setAsking(true))}
      >
        {maintenance ? words.bringBack : words.takeOut}
      </button>
    </div>
  );
}

function Why({ done }: { done: (why: string | null) => void }) {
  const [why, setWhy] = useState('');
  return (
    <form
      class="waive"
      onSubmit={(event) => {
        event.preventDefault();
        done(why);
      }}
    >
      <label>
        {words.whyOut}
        <input value={why} maxLength={200} required onInput={(event) => setWhy(event.currentTarget.value)} />
      </label>
      <button type="submit" class="small">
        {words.takeOut}
      </button>
      <button type="button" class="small" onClick={() => done(null)}>
        {words.never}
      </button>
    </form>
  );
}
