/** Setting when an order is due, and taking that away. */

import { useState } from 'preact/hooks';
import type { Instant } from '../wire/basics';
import { written, zoned } from './due';
import { Reason } from './reason';
import { Refused } from './refused';
import type { Room } from './room';
import { turnWords } from './turnwords';

interface DueFormProps {
  room: Room;
  order: string;
  at: Instant | null;
  close: () => void;
}

export function DueForm({ room, order, at, close }: DueFormProps) {
  const [due, setDue] = useState(() => written(at));
  return (
    <>
      <Reason
        label={turnWords.why}
        confirm={turnWords.setTurn}
        resting={room.sending.value.has(order)}
        send={(why) => {
          void room.place(order, { due: zoned(due), why }).then((done) => {
            if (done) close();
          });
        }}
        leave={close}
      >
        <DueField due={due} set={setDue} />
      </Reason>
      <Refused room={room} ids={[order]} />
    </>
  );
}

export function DueField({ due, set }: { due: string; set: (due: string) => void }) {
  return (
    <label>
      {turnWords.due}
      <input type="datetime-local" value={due} onInput={(event) => set(event.currentTarget.value)} />
    </label>
  );
}
