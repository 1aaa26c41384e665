/** Adding a printer, in a window of its own, fetched when it is first opened. */

import { lazy } from '../../shared/lazy';
import type { Room } from '../room';
import { words } from '../words';

const AddPrinterDialog = lazy(async () => (await import('./dialog')).AddPrinterDialog);

export function AddPrinterButton({ room }: { room: Room }) {
  return (
    <button
      type="button"
      class="small add-printer"
      onClick={() => {
        room.adding.value = true;
      }}
    >
      {words.addPrinter}
    </button>
  );
}

export function AddPrinterWindow({ room }: { room: Room }) {
  return room.adding.value ? <AddPrinterDialog room={room} /> : null;
}
