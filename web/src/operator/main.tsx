/** The print room: who needs a human, what runs, what waits. */

import { useEffect } from 'preact/hooks';
import * as api from '../api';
import { Connection } from '../shared/connection';
import { mount, note } from '../shared/page';
import { Problem } from '../shared/problem';
import { Top } from '../shared/top';
import type { Shop } from '../wire/shop';
import './operator.css';
import { Farm } from './farm';
import { LayerWindow } from './layerview';
import { Picked } from './picked';
import { Queue } from './queue';
import { Room } from './room';
import { Opens, OpenWindow } from './windows';
import { words } from './words';

function PrintRoom({ shop, room }: { shop: Shop; room: Room }) {
  const { attention } = room.farm.value;
  const line = room.live.line.value;
  const admitted = room.admitted.value;
  useEffect(
    () => note({ state: admitted ? (line === 'connecting' ? 'loading' : line) : 'refused', attention }),
    [admitted, line, attention],
  );
  if (!admitted) return <NotSignedIn shop={shop} />;
  return (
    <>
      <Top shop={shop.name} title={words.title}>
        <Opens room={room} name="failures" />
        <Opens room={room} name="spools" />
        <Connection line={room.live.line} />
      </Top>
      <main class="print-room" data-line={line}>
        <Farm room={room} shop={shop} />
        <div class="side">
          <Picked room={room} />
          <Queue room={room} />
        </div>
      </main>
      <LayerWindow room={room} />
      <OpenWindow room={room} />
    </>
  );
}

function NotSignedIn({ shop }: { shop: Shop }) {
  return (
    <>
      <Top shop={shop.name} title={words.title} />
      <main class="problem">
        <h2>{words.notSignedIn}</h2>
        <p>{words.oneTime}</p>
        <p>
          <code>{words.command}</code>
        </p>
        <p>{words.linkOnce}</p>
      </main>
    </>
  );
}

async function open(): Promise<void> {
  try {
    const shop = await api.shop();
    document.title = `${words.title} – ${shop.name}`;
    if (shop.operator) {
      mount(<PrintRoom shop={shop} room={new Room(shop)} />);
      return;
    }
    note({ state: 'refused' });
    mount(<NotSignedIn shop={shop} />);
  } catch (reason) {
    note({ state: 'error' });
    mount(<Problem reason={reason} />);
  }
}

void open();
