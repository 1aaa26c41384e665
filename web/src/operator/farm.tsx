/** The printers, those that need a human first. */

import type { Shop } from '../wire';
import { PrinterCard } from './printercard';
import { AddPrinterButton } from './printers/window';
import type { Room } from './room';
import { need, words } from './words';

export function Farm({ room, shop }: { room: Room; shop: Shop }) {
  const { attention, printers } = room.farm.value;
  return (
    <section class="farm" aria-label={words.printers}>
      <h2 aria-live="polite">{need(attention)}</h2>
      {!shop.slicer.ready && (
        <p class="slicer" role="status">
          {shop.slicer.words}
        </p>
      )}
      {room.live.line.value !== 'connecting' && !printers.length && <p class="quiet-words">{words.noPrinter}</p>}
      <ul>
        {room.printers.value.map((printer) => (
          <PrinterCard key={printer.id} room={room} printer={printer} />
        ))}
      </ul>
      <AddPrinterButton room={room} />
    </section>
  );
}
