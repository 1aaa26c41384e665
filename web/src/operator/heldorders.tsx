/** Orders that wait for a person and have no plate yet. */

import type { Room } from './room';
import { words } from './words';

export function HeldOrders({ room }: { room: Room }) {
  // Those that wait for a warning stand below, where it can be waived.
  const held = room.farm.value.held_orders.filter((order) => order.trouble?.code !== 'warnings');
  return (
    <>
      {held.map((order) => (
        <p key={order.id} class="held-order">
          <b>
            {words.held}: order {order.id}, {order.customer}.
          </b>{' '}
          {order.trouble?.words}
        </p>
      ))}
    </>
  );
}
