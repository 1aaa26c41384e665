/** Stopping the whole farm: what it will do, once more before it is done; then what each printer answers. */

import { useState } from 'preact/hooks';
import { Frame } from '../../shared/frame';
import type { Printer } from '../../wire/printers';
import { Refused } from '../refused';
import type { Room } from '../room';
import { windowWords } from '../words';
import * as calls from './calls';
import './stopping.css';
import { words } from './words';

/** What is being sent here, among all that is. */
const HERE = 'whole farm';

export function StoppingDialog({ room, close }: { room: Room; close: () => void }) {
  const [told, setTold] = useState<string[] | null>(null);
  const { printers } = room.farm.value;
  const held = printers.filter((printer) => printer.maintenance?.farm);
  const stopping = printers.filter(({ id, stop }) => told?.includes(id) || (stop && !stop.over));
  const resting = room.sending.value.has(HERE);
  return (
    <Frame name="stopping-dialog" title={windowWords.stopping} close={close}>
      {told === null && <Coming printers={printers} />}
      {told === null && (
        <button
          type="button"
          class="primary stop"
          disabled={resting || !printers.length}
          onClick={() => void room.send(HERE, async () => setTold((await calls.stopAll()).told))}
        >
          {words.press}
        </button>
      )}
      <Refused room={room} ids={[HERE]} />
      {stopping.length > 0 && (
        <section aria-live="polite">
          <h3>{words.answers}</h3>
          <ul>
            {stopping.map((printer) => (
              <li key={printer.id} data-over={printer.stop?.over}>
                <b>{printer.name}</b> {printer.stop?.words ?? words.unknown}
              </li>
            ))}
          </ul>
        </section>
      )}
      {held.length > 0 && (
        <section>
          <p>
            {words.rests} {named(held)}.
          </p>
          <button type="button" class="second" disabled={resting} onClick={() => void room.send(HERE, calls.bringBack)}>
            {words.bringBack}
          </button>
        </section>
      )}
      <p class="quiet-words">{words.switch}</p>
    </Frame>
  );
}

/** What will be done, printer by printer. */
function Coming({ printers }: { printers: Printer[] }) {
  const moving = printers.filter((printer) => printer.moving);
  const others = printers.filter((printer) => !printer.moving);
  return (
    <section>
      <p>{moving.length ? words.willStop : words.noneMoves}</p>
      <ul>
        {moving.map(({ id, name, job, phase_words }) => (
          <li key={id}>
            <b>{name}</b> {job ? [job.title, share(job.progress)].filter(Boolean).join(', ') : phase_words}
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <p>
          {words.nothingStarts} {named(others)}.
        </p>
      )}
    </section>
  );
}

function named(printers: Printer[]): string {
  return printers.map(({ name }) => name).join(', ');
}

function share(progress: number | null): string {
  return progress === null ? '' : `${Math.round(progress * 100)} %`;
}
