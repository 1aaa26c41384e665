/** How pressing an order is, when it is due and what it asks of its printer; and changing that. */

import { useState } from 'preact/hooks';
import type { Job, Turn as Place } from '../wire/jobs';
import { Reason } from './reason';
import { Refused } from './refused';
import type { Room } from './room';
import { day, priorityWords, turnWords } from './turnwords';

export function Turns({ room, job }: { room: Room; job: Job }) {
  return (
    <>
      {job.orders.map((order) => {
        const place = job.places[order];
        return place && <Turn key={order} room={room} order={order} place={place} several={job.orders.length > 1} />;
      })}
    </>
  );
}

function Turn({ room, order, place, several }: { room: Room; order: string; place: Place; several: boolean }) {
  const [open, setOpen] = useState(false);
  const [priority, setPriority] = useState(place.priority);
  const [due, setDue] = useState(day(place.due));
  return (
    <div class="turn" data-turn={order}>
      <button
        type="button"
        class="small place"
        aria-expanded={open}
        aria-label={`${turnWords.turn}: ${order}`}
        onClick={() => {
          setPriority(place.priority);
          setDue(day(place.due));
          setOpen(!open);
        }}
      >
        {several ? `${turnWords.turn}: ${order}` : turnWords.turn}
      </button>
      {open && (
        <Reason
          label={turnWords.why}
          confirm={turnWords.setTurn}
          resting={room.sending.value.has(order)}
          send={(why) => {
            // A moment within the day stays as it is unless another day is chosen.
            const moved = due === day(place.due) ? undefined : due;
            void room.place(order, { priority, ...(moved === undefined ? {} : { due: moved }), why }).then((done) => {
              if (done) setOpen(false);
            });
          }}
          leave={() => setOpen(false)}
        >
          <label>
            {turnWords.priority}
            <select value={priority} onChange={(event) => setPriority(event.currentTarget.value as Place['priority'])}>
              {(['high', 'normal', 'low'] as const).map((one) => (
                <option key={one} value={one}>
                  {priorityWords[one]}
                </option>
              ))}
            </select>
          </label>
          <label>
            {turnWords.due}
            <input type="date" value={due} onInput={(event) => setDue(event.currentTarget.value)} />
          </label>
        </Reason>
      )}
      <Refused room={room} ids={[order]} />
    </div>
  );
}
