/** All spools in a window of their own, fetched when it is first opened. */

import { lazy } from '../../shared/lazy';
import type { Room } from '../room';
import { words } from './words';

const SpoolDialog = lazy(async () => (await import('./dialog')).SpoolDialog);

export function SpoolsButton({ room }: { room: Room }) {
  return (
    <button
      type="button"
      class="quiet"
      onClick={() => {
        room.spools.value = true;
      }}
    >
      {words.spools}
    </button>
  );
}

export function SpoolWindow({ room }: { room: Room }) {
  return room.spools.value ? <SpoolDialog room={room} /> : null;
}
