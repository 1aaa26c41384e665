/** The one button that gives a printer what it needs; where somebody has to decide, two. */

import type { Printer } from '../wire/printers';
import * as calls from './calls';
import type { Room } from './room';
import { words } from './words';

export function Ways({ room, printer }: { room: Room; printer: Printer }) {
  const { needs, job } = printer;
  const resting = room.sending.value.has(printer.id) || (job !== null && room.sending.value.has(job.id));
  if (needs?.what === 'decide' && job) {
    return (
      <div class="decide">
        <button type="button" class="primary" disabled={resting} onClick={() => void room.act(job.id, 'printed')}>
          {words.printed}
        </button>
        <button type="button" class="second" disabled={resting} onClick={() => void room.act(job.id, 'not_printed')}>
          {words.notPrinted}
        </button>
      </div>
    );
  }
  if (!needs?.action) return null;
  const answer = () =>
    needs.do === 'looked' ? room.send(printer.id, () => calls.tell(printer.id, 'looked')) : room.bedClear(printer);
  return (
    <button type="button" class="primary" disabled={resting} onClick={() => void answer()}>
      {needs.action}
    </button>
  );
}
