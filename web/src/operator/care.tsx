/** What may be done with a machine at any time: stop it, pause it, take it out of service. */

import { useState } from 'preact/hooks';
import { lazy } from '../shared/lazy';
import type { Printer } from '../wire/printers';
import * as calls from './calls';
import type { Room } from './room';
import { words } from './words';

const Reason = lazy(async () => (await import('./reason')).Reason);

/** Something may move or heat there. */
const ALIVE = ['preparing', 'printing', 'paused', 'attention', 'stopping'];

export function Care({ room, printer }: { room: Room; printer: Printer }) {
  const [asking, setAsking] = useState(false);
  const { id, phase, maintenance, job } = printer;
  const resting = room.sending.value.has(id);
  const tell = (what: calls.Telling, why?: string) => void room.send(id, () => calls.tell(id, what, why));
  if (asking) {
    return (
      <Reason
        label={words.whyOut}
        confirm={words.takeOut}
        least={1}
        most={200}
        send={(why) => {
          setAsking(false);
          tell('out-of-service', why);
        }}
        leave={() => setAsking(false)}
      />
    );
  }
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
