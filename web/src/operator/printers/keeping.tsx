/** What a printer that was found is kept as: its name, its profile, what is loaded. */

import { useEffect, useState } from 'preact/hooks';
import { Refused } from '../refused';
import type { Room } from '../room';
import * as calls from './calls';
import { words } from './words';

interface KeepingProps {
  room: Room;
  where: calls.Whereabouts;
  found: calls.Found;
  kept: (name: string) => void;
}

export function Keeping({ room, where, found, kept }: KeepingProps) {
  const { materials } = room.shop;
  const [name, setName] = useState(() => nameOf(where.address));
  const [machine, setMachine] = useState(found.machines[0]?.id ?? '');
  const [loaded, setLoaded] = useState(() => materials.slice(0, 1).map((each) => each.id));
  const keeping = room.sending.value.has('add printer');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void room.send('add printer', async () => {
          const { address, driver } = found;
          await calls.add({ ...where, address, driver, name: name.trim(), machine: machine.trim(), materials: loaded });
          kept(name.trim());
        });
      }}
    >
      <label>
        {words.name}
        <input required maxLength={60} value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
      </label>
      <Profile found={found} machine={machine} choose={setMachine} />
      <fieldset>
        <legend>{words.materials}</legend>
        {materials.map((each) => (
          <label key={each.id} class="tick">
            <input
              type="checkbox"
              checked={loaded.includes(each.id)}
              onChange={({ currentTarget }) =>
                setLoaded(
                  materials
                    .map(({ id }) => id)
                    .filter((id) => (id === each.id ? currentTarget.checked : loaded.includes(id))),
                )
              }
            />
            {each.title}
          </label>
        ))}
      </fieldset>
      <button type="submit" class="primary" disabled={keeping || !machine.trim() || !loaded.length}>
        {keeping ? words.keeping : words.keep}
      </button>
      <Refused room={room} ids={['add printer']} />
    </form>
  );
}

function Profile({
  found,
  machine,
  choose,
}: {
  found: calls.Found;
  machine: string;
  choose: (machine: string) => void;
}) {
  const [known, setKnown] = useState<{ id: string; title: string }[]>([]);
  useEffect(() => {
    const later = setTimeout(() => {
      calls.machines(machine).then(setKnown, () => undefined); // without a list the name is typed whole
    }, 250);
    return () => clearTimeout(later);
  }, [machine]);
  return (
    <>
      {found.machines.length > 0 ? (
        <fieldset class="proposed">
          <legend>{words.proposed}</legend>
          {found.machines.map((each) => (
            <label key={each.id} class="tick">
              <input type="radio" name="machine" checked={machine === each.id} onChange={() => choose(each.id)} />
              <span>
                {each.id} <small>{each.why}</small>
              </span>
            </label>
          ))}
        </fieldset>
      ) : (
        <p class="quiet-words">{words.noProposal}</p>
      )}
      <label>
        {words.machine}
        <input
          required
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          maxLength={120}
          list="known-machines"
          value={machine}
          onInput={({ currentTarget }) => choose(currentTarget.value)}
        />
        <datalist id="known-machines">
          {known.map((each) => (
            <option key={each.id} value={each.id}>
              {each.title}
            </option>
          ))}
        </datalist>
        <small>{words.machineHelp}</small>
      </label>
    </>
  );
}

/** "octopi.local" is "octopi"; a number is no name. */
function nameOf(address: string): string {
  const host = address.replace(/^https?:\/\//, '').split(/[/:]/)[0] ?? '';
  return /^[\d.[]/.test(host) ? '' : (host.split('.')[0] ?? '');
}
