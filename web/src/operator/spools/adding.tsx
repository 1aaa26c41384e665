/** A spool that the shop got. */

import { useState } from 'preact/hooks';
import { Refused } from '../refused';
import type { Room } from '../room';
import * as calls from './calls';
import { words } from './words';

const FRESH = { grams: '1000', reel: '', lot: '', cost: '' };

export function Adding({ room }: { room: Room }) {
  const { materials } = room.shop;
  const [plastic, setPlastic] = useState({ material: materials[0]?.id ?? '', colour: '' });
  const [said, setSaid] = useState(FRESH);
  const colours = materials.find((each) => each.id === plastic.material)?.colours ?? [];
  const numbers = [
    ['grams', words.full, true],
    ['reel', words.reel, false],
    ['cost', words.cost, false],
  ] as const;
  return (
    <form
      class="adding"
      onSubmit={(event) => {
        event.preventDefault();
        void room.send('add spool', async () => {
          await calls.add({
            ...plastic,
            grams: Number(said.grams),
            ...(said.reel && { reel: Number(said.reel) }),
            ...(said.lot && { lot: said.lot }),
            ...(said.cost && { cost: said.cost }),
          });
          setSaid(FRESH);
        });
      }}
    >
      <h3>{words.add}</h3>
      <label>
        {words.material}
        <select
          value={plastic.material}
          onChange={({ currentTarget }) => setPlastic({ material: currentTarget.value, colour: '' })}
        >
          {materials.map((each) => (
            <option key={each.id} value={each.id}>
              {each.title}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.colour}
        <select
          value={plastic.colour}
          onChange={({ currentTarget }) => setPlastic({ ...plastic, colour: currentTarget.value })}
        >
          <option value="">{words.unknownColour}</option>
          {colours.map((each) => (
            <option key={each.id} value={each.id}>
              {each.title}
            </option>
          ))}
        </select>
      </label>
      {numbers.map(([name, title, required]) => (
        <label key={name}>
          {title}
          <input
            type="number"
            min="0"
            step="any"
            required={required}
            placeholder={required ? '' : words.optional}
            value={said[name]}
            onInput={({ currentTarget }) => setSaid({ ...said, [name]: currentTarget.value })}
          />
        </label>
      ))}
      <label>
        {words.lot}
        <input
          maxLength={100}
          placeholder={words.optional}
          value={said.lot}
          onInput={({ currentTarget }) => setSaid({ ...said, lot: currentTarget.value })}
        />
      </label>
      <button type="submit" class="second" disabled={room.sending.value.has('add spool')}>
        {words.add}
      </button>
      <Refused room={room} ids={['add spool']} />
    </form>
  );
}
