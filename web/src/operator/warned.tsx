/** Orders of which the checks warn: each warning is let pass by name and with a reason, or left standing. */

import { useState } from 'preact/hooks';
import type { WarnedOrder } from '../wire';
import { Refused } from './refused';
import type { Room } from './room';
import { words } from './words';

export function Warned({ room }: { room: Room }) {
  const orders = room.farm.value.warned;
  if (!orders.length) return null;
  return (
    <section class="warned" aria-label={words.warned}>
      <h3>{words.warned}</h3>
      <p class="quiet-words">{words.warnedHelp}</p>
      <ul>
        {orders.map((order) => (
          <li key={order.id} data-order={order.id}>
            <h4>
              Order {order.id}, {order.customer}
              {order.waits && <em> {words.waits}</em>}
            </h4>
            <ul>
              {order.warnings.map((warning) => (
                <Warning key={`${warning.code} ${warning.part}`} room={room} order={order} warning={warning} />
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface Props {
  room: Room;
  order: WarnedOrder;
  warning: WarnedOrder['warnings'][number];
}

function Warning({ room, order, warning }: Props) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const id = `${order.id} ${warning.code} ${warning.part}`;
  const { waiver } = warning;
  return (
    <li data-code={warning.code} data-waived={waiver !== null}>
      <p>
        <b>{warning.title}.</b> {warning.message}
      </p>
      {waiver && (
        <p class="quiet-words">
          {waiver.who}: {waiver.reason}
        </p>
      )}
      {!waiver && !open && (
        <button
          type="button"
          class="small"
          aria-label={`${words.waive}: ${warning.title}, ${warning.part}`}
          onClick={() => setOpen(true)}
        >
          {words.waive}
        </button>
      )}
      {!waiver && open && (
        <form
          class="waive"
          onSubmit={(event) => {
            event.preventDefault();
            void room.waive(order.id, warning.code, warning.part, reason);
          }}
        >
          <label>
            {words.reason}
            <input
              value={reason}
              minLength={3}
              maxLength={500}
              required
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          </label>
          <button type="submit" class="small" disabled={room.sending.value.has(id)}>
            {words.confirm}
          </button>
          <button type="button" class="small" onClick={() => setOpen(false)}>
            {words.never}
          </button>
        </form>
      )}
      <Refused room={room} ids={[id]} />
    </li>
  );
}
