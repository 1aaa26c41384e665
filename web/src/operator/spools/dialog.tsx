/** Every spool: what is left, where it is, and what may be done with it. */

import { useEffect, useRef } from 'preact/hooks';
import type { Room } from '../room';
import { Adding } from './adding';
import { SpoolRow } from './row';
import './spools.css';
import { Taking } from './taking';
import { words } from './words';

export function SpoolDialog({ room }: { room: Room }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const { spools } = room.farm.value;
  return (
    <dialog
      ref={dialog}
      class="spool-dialog"
      aria-labelledby="spools-heading"
      onClose={() => {
        room.spools.value = false;
      }}
    >
      <header>
        <h2 id="spools-heading">{words.spools}</h2>
        <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
          {words.close}
        </button>
      </header>
      <p class="quiet-words">{spools.length ? words.help : words.nothing}</p>
      <ul class="spools">
        {spools.map((spool) => (
          <SpoolRow key={spool.id} room={room} spool={spool} />
        ))}
      </ul>
      <Adding room={room} />
      <Taking room={room} />
    </dialog>
  );
}
