/** The spool on a printer, in a word; pressed, it leads to all of them. */

import { grams } from '../../shared/format';
import type { Printer } from '../../wire/printers';
import type { Room } from '../room';
import { onWords } from './onwords';

export function SpoolOn({ room, printer }: { room: Room; printer: Printer }) {
  const spool = room.farm.value.spools.find((each) => each.printer === printer.id);
  const hex = spool ? room.plastic(spool.material, spool.colour).hex : null;
  return (
    <button
      type="button"
      class="spool-on"
      data-spool={spool?.id}
      title={spool ? onWords.change : onWords.put}
      onClick={() => room.show('spools')}
    >
      {hex && <i class="dot" style={{ background: hex }} />}
      {spool ? `${spool.words}, ${grams(spool.grams)}` : onWords.none}
    </button>
  );
}
