/** One spool. */

import { useState } from 'preact/hooks';
import { grams } from '../../shared/format';
import type { Spool } from '../../wire/farm';
import { Refused } from '../refused';
import type { Room } from '../room';
import * as calls from './calls';
import { words } from './words';

export function SpoolRow({ room, spool }: { room: Room; spool: Spool }) {
  const [weighing, setWeighing] = useState(false);
  const id = `spool ${spool.id}`;
  const resting = room.sending.value.has(id);
  const { hex } = room.plastic(spool.material, spool.colour);
  const more = [
    spool.title,
    spool.lot && `${words.lot} ${spool.lot}`,
    spool.cost && `${spool.cost} ${room.shop.currency}`,
  ];
  return (
    <li data-spool={spool.id}>
      <p class="spool-name">
        {hex && <i class="dot" style={{ background: hex }} />}
        <b>
          {spool.id}: {spool.words}
        </b>
        <small>{more.filter(Boolean).join(', ')}</small>
      </p>
      <output class="spool-left">{grams(spool.grams)}</output>
      <div class="spool-ways">
        <select
          aria-label={`${words.where}: spool ${spool.id}`}
          disabled={resting}
          value={spool.printer ?? ''}
          onChange={({ currentTarget: { value } }) =>
            void room.send(id, () => (value ? calls.load(spool.id, value) : calls.unload(spool.id)))
          }
        >
          <option value="">{words.shelf}</option>
          {room.farm.value.printers.map((printer) => (
            <option key={printer.id} value={printer.id}>
              {printer.name}
            </option>
          ))}
        </select>
        <button type="button" class="small" disabled={resting} onClick={() => setWeighing(!weighing)}>
          {words.weigh}
        </button>
        <button
          type="button"
          class="small"
          disabled={resting}
          onClick={() => void room.send(id, () => calls.retire(spool.id))}
        >
          {words.retire}
        </button>
      </div>
      {weighing && (
        <Weighing
          gross={spool.reel !== null}
          done={(read) => {
            setWeighing(false);
            if (read !== null) {
              void room.send(id, () => calls.weigh(spool.id, spool.reel === null ? { grams: read } : { gross: read }));
            }
          }}
        />
      )}
      <Refused room={room} ids={[id]} />
    </li>
  );
}

function Weighing({ gross, done }: { gross: boolean; done: (grams: number | null) => void }) {
  const [read, setRead] = useState('');
  return (
    <form
      class="weighing"
      onSubmit={(event) => {
        event.preventDefault();
        done(Number(read));
      }}
    >
      <label>
        {gross ? words.gross : words.grams}
        <input
          type="number"
          min="0"
          max="15000"
          step="any"
          required
          value={read}
          onInput={(event) => setRead(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="small">
        {words.note}
      </button>
      <button type="button" class="small" onClick={() => done(null)}>
        {words.leave}
      </button>
    </form>
  );
}
