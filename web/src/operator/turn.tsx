/** How pressing an order is, when it is due and what it asks of its printer; and changing that. */

import { useEffect, useState } from 'preact/hooks';
import type { Job, Turn as Place } from '../wire/jobs';
import * as calls from './calls';
import { written, zoned } from './due';
import { DueField } from './dueform';
import { Reason } from './reason';
import { Refused } from './refused';
import type { Room } from './room';
import { priorityWords, turnWords } from './turnwords';

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

interface TurnProps {
  room: Room;
  order: string;
  place: Place;
}

function Turn({ several, ...turn }: TurnProps & { several: boolean }) {
  const [open, setOpen] = useState(false);
  const { room, order } = turn;
  return (
    <div class="turn" data-turn={order}>
      <button
        type="button"
        class="small place"
        aria-expanded={open}
        aria-label={`${turnWords.turn}: ${order}`}
        onClick={() => setOpen(!open)}
      >
        {several ? `${turnWords.turn}: ${order}` : turnWords.turn}
      </button>
      {open && <TurnForm {...turn} close={() => setOpen(false)} />}
      <Refused room={room} ids={[order]} />
    </div>
  );
}

function TurnForm({ room, order, place, close }: TurnProps & { close: () => void }) {
  const [priority, setPriority] = useState(place.priority);
  const [due, setDue] = useState(() => written(place.due));
  const [tags, setTags] = useState(place.tags);
  const [plate, setPlate] = useState(place.plate);
  const [has, setHas] = useState<calls.Choices>({ tags: [], plates: [] });
  useEffect(() => {
    // What cannot be listed can still be taken away.
    calls.choices(order).then(setHas, () => undefined);
  }, []);
  const allTags = [...new Set([...has.tags, ...place.tags])];
  const allPlates = [...new Set([...has.plates, ...(place.plate ? [place.plate] : [])])];
  const send = (why: string) => {
    const asked = {
      ...(priority !== place.priority && { priority }),
      ...(due !== written(place.due) && { due: zoned(due) }),
      ...(tags.join() !== place.tags.join() && { tags }),
      ...(plate !== place.plate && { plate }),
    };
    void room.place(order, { ...asked, why }).then((done) => {
      if (done) close();
    });
  };
  return (
    <Reason
      label={turnWords.why}
      confirm={turnWords.setTurn}
      resting={room.sending.value.has(order)}
      send={send}
      leave={close}
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
      <DueField due={due} set={setDue} />
      {allPlates.length > 0 && (
        <label>
          {turnWords.plate}
          <select value={plate} onChange={(event) => setPlate(event.currentTarget.value)}>
            {['', ...allPlates].map((one) => (
              <option key={one} value={one}>
                {one || turnWords.anyPlate}
              </option>
            ))}
          </select>
        </label>
      )}
      {allTags.length > 0 && (
        <fieldset>
          <legend>{turnWords.asks}</legend>
          {allTags.map((tag) => (
            <label key={tag} class="tag">
              <input
                type="checkbox"
                checked={tags.includes(tag)}
                onChange={({ currentTarget }) =>
                  setTags(allTags.filter((one) => (one === tag ? currentTarget.checked : tags.includes(one))).sort())
                }
              />
              {tag}
            </label>
          ))}
        </fieldset>
      )}
    </Reason>
  );
}
