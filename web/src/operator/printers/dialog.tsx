/** Adding a printer: its address, who answers there, and what it is kept as. */

import { useState } from 'preact/hooks';
import { Frame } from '../../shared/frame';
import { Refused } from '../refused';
import type { Room } from '../room';
import { windowWords } from '../words';
import './adding.css';
import * as calls from './calls';
import { Keeping } from './keeping';
import { Near } from './near';
import { answers, here, words } from './words';

const NOTHING: calls.Whereabouts = { address: '', key: '', serial: '' };

export function AddPrinterDialog({ room, close }: { room: Room; close: () => void }) {
  const [where, setWhere] = useState(NOTHING);
  const [found, setFound] = useState<calls.Found | null>(null);
  const [done, setDone] = useState('');
  const looking = room.sending.value.has('find printer');

  const say = (part: Partial<calls.Whereabouts>) => {
    setWhere({ ...where, ...part });
    setFound(null); // it was found somewhere else, or with another key
    setDone('');
  };
  const look = (there: calls.Whereabouts) => {
    setFound(null);
    void room.send('find printer', async () => setFound(await calls.find(there)));
  };

  return (
    <Frame name="printer-dialog" title={windowWords.printers} close={close}>
      <Near
        pick={(address) => {
          const there = { ...NOTHING, address };
          setWhere(there);
          setDone('');
          look(there);
        }}
      />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          look(where);
        }}
      >
        <label>
          {words.address}
          <input
            required
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            maxLength={200}
            placeholder="octopi.local"
            value={where.address}
            onInput={({ currentTarget }) => say({ address: currentTarget.value })}
          />
          <small>{words.addressHelp}</small>
        </label>
        <label>
          {words.key}
          <input
            type="password"
            autocomplete="off"
            maxLength={400}
            value={where.key}
            onInput={({ currentTarget }) => say({ key: currentTarget.value })}
          />
          <small>{words.keyHelp}</small>
        </label>
        <details>
          <summary>{words.bambu}</summary>
          <label>
            {words.serial}
            <input
              autocomplete="off"
              maxLength={40}
              value={where.serial}
              onInput={({ currentTarget }) => say({ serial: currentTarget.value })}
            />
            <small>{words.serialHelp}</small>
          </label>
        </details>
        <button type="submit" class={found?.key === 'good' ? 'second' : 'primary'} disabled={looking}>
          {looking ? words.looking : words.look}
        </button>
        <Refused room={room} ids={['find printer']} />
      </form>
      <div aria-live="polite">
        {found && <WhoIsThere found={found} />}
        {done && <p class="good">{done}</p>}
      </div>
      {found?.key === 'good' && (
        <Keeping
          room={room}
          where={where}
          found={found}
          kept={(name) => {
            setFound(null);
            setWhere(NOTHING);
            setDone(here(name));
          }}
        />
      )}
      <AddedBefore room={room} />
    </Frame>
  );
}

function WhoIsThere({ found }: { found: calls.Found }) {
  if (found.key !== 'good') {
    return (
      <p class="found">
        <b>{answers(found.driver)}</b> {found.key === 'missing' ? words.missing : words.refused}
      </p>
    );
  }
  return (
    <p class="found">
      <b>{found.software}</b>, {found.phase_words?.toLowerCase()}
      {found.says && <small>{found.says}</small>}
    </p>
  );
}

function AddedBefore({ room }: { room: Room }) {
  const added = room.farm.value.printers.filter((printer) => printer.added);
  if (!added.length) return null;
  return (
    <section class="added">
      <h3>{words.added}</h3>
      <ul>
        {added.map((printer) => (
          <li key={printer.id}>
            <span>
              {printer.name} <small>{printer.machine.title}</small>
            </span>
            <button
              type="button"
              class="small"
              aria-label={`${words.remove}: ${printer.name}`}
              disabled={room.sending.value.has(`remove ${printer.id}`)}
              onClick={() => void room.send(`remove ${printer.id}`, () => calls.remove(printer.id))}
            >
              {words.remove}
            </button>
            <Refused room={room} ids={[`remove ${printer.id}`]} />
          </li>
        ))}
      </ul>
      <p class="quiet-words">{words.settings}</p>
    </section>
  );
}
