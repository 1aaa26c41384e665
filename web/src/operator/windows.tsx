/** The windows of the print room: one at a time, each fetched when it is first opened. */

import { lazy } from '../shared/lazy';
import type { Room, WindowName } from './room';
import { windowWords } from './words';

const WINDOWS = {
  failures: lazy(async () => (await import('./failures/dialog')).FailuresDialog),
  printers: lazy(async () => (await import('./printers/dialog')).AddPrinterDialog),
  spools: lazy(async () => (await import('./spools/dialog')).SpoolDialog),
  stopping: lazy(async () => (await import('./stopping/dialog')).StoppingDialog),
};

interface OpensProps {
  room: Room;
  name: WindowName;
  look?: string;
}

/** A button that opens one. */
export function Opens({ room, name, look = 'quiet' }: OpensProps) {
  return (
    <button type="button" class={look} onClick={() => room.show(name)}>
      {windowWords[name]}
    </button>
  );
}

/** The one that is open. */
export function OpenWindow({ room }: { room: Room }) {
  const name = room.shown.value;
  if (name === null) return null;
  const Window = WINDOWS[name];
  return <Window room={room} close={() => room.show(null)} />;
}
