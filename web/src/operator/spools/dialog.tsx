/** Every spool: what is left, where it is, and what may be done with it. */

import { Frame } from '../../shared/frame';
import type { Room } from '../room';
import { windowWords } from '../words';
import { Adding } from './adding';
import { SpoolRow } from './row';
import './spools.css';
import { Taking } from './taking';
import { words } from './words';

export function SpoolDialog({ room, close }: { room: Room; close: () => void }) {
  const { spools } = room.farm.value;
  return (
    <Frame name="spool-dialog" title={windowWords.spools} close={close}>
      <p class="quiet-words">{spools.length ? words.help : words.nothing}</p>
      <ul class="spools">
        {spools.map((spool) => (
          <SpoolRow key={spool.id} room={room} spool={spool} />
        ))}
      </ul>
      <Adding room={room} />
      <Taking room={room} />
    </Frame>
  );
}
