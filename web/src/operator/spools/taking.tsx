/** The list of a Spoolman server, taken over; what could not be taken is named. */

import { useState } from 'preact/hooks';
import { Refused } from '../refused';
import type { Room } from '../room';
import * as calls from './calls';
import { came, words } from './words';

export function Taking({ room }: { room: Room }) {
  const [result, setResult] = useState<calls.Came | null>(null);
  return (
    <details class="taking">
      <summary>{words.take}</summary>
      <p class="quiet-words">{words.takeHelp}</p>
      <input
        type="file"
        aria-label={words.file}
        accept=".json,.csv"
        disabled={room.sending.value.has('take spools')}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (!file) return;
          setResult(null);
          void room.send('take spools', async () => setResult(await calls.take(file)));
          currentTarget.value = '';
        }}
      />
      {result && (
        <div role="status">
          <p>{came(result.added.length, result.known, result.archived)}</p>
          <ul>
            {result.bad.map(({ spool, words: why }) => (
              <li key={spool} class="wrong">
                {spool}: {why}
              </li>
            ))}
          </ul>
        </div>
      )}
      <Refused room={room} ids={['take spools']} />
    </details>
  );
}
