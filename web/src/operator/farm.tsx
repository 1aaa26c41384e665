/** The printers, those that need a human first. */

import type { Shop } from '../wire/shop';
import { PrinterCard } from './printercard';
import type { Room } from './room';
import { need, words } from './words';
import { Opens } from './windows';

export function Farm({ room, shop }: { room: Room; shop: Shop }) {
  const { attention, lost_sites, printers } = room.farm.value;
  return (
    <section class="farm" aria-label={words.printers}>
      <header>
        <h2 aria-live="polite">{need(attention)}</h2>
        {printers.length > 0 && <Opens room={room} name="stopping" look="small stop-all" />}
      </header>
      {!shop.slicer.ready && (
        <p class="slicer" role="status">
          {shop.slicer.words}
        </p>
      )}
      {lost_sites.map(({ site, words }) => (
        <p key={site} class="slicer" role="status">
          {words}
        </p>
      ))}
      {room.live.line.value !== 'connecting' && !printers.length && <p class="quiet-words">{words.noPrinter}</p>}
      <ul>
        {room.printers.value.map((printer) => (
          <PrinterCard key={printer.id} room={room} printer={printer} />
        ))}
      </ul>
      <Opens room={room} name="printers" look="small add-printer" />
    </section>
  );
}
