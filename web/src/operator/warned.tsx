/** Orders of which the checks warn: each warning is let pass by name and with a reason, or left standing. */

import { useState } from 'preact/hooks';
import type { WarnedOrder } from '../wire/farm';
import { Reason } from './reason';
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
        <Reason
          label={words.reason}
          confirm={words.confirm}
          resting={room.sending.value.has(id)}
          least={3}
          most={500}
          send={(reason) => void room.waive(order.id, warning.code, warning.part, reason)}
          leave={() => setOpen(false)}
        />
      )}
      <Refused room={room} ids={[id]} />
    </li>
  );
}
