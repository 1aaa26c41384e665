/** Printers that announce themselves on the shop's network; nothing at all where none is heard. */

import { useEffect, useState } from 'preact/hooks';
import * as calls from './calls';
import { make, words } from './words';

export function Near({ pick }: { pick: (address: string) => void }) {
  const [near, setNear] = useState<calls.Neighbour[]>([]);
  useEffect(() => {
    let gone = false;
    calls.near().then(
      (found) => {
        if (!gone) setNear(found);
      },
      () => undefined, // many networks carry no such question: then an address is typed
    );
    return () => {
      gone = true;
    };
  }, []);
  return (
    <div aria-live="polite">
      {near.length > 0 && (
        <section class="near">
          <h3>{words.near}</h3>
          <ul>
            {near.map(({ name, driver, address }) => (
              <li key={address}>
                <span>
                  {name} <small>{`${make(driver)}, ${address.replace(/^http:\/\//, '')}`}</small>
                </span>
                <button type="button" class="small" aria-label={`${words.look}: ${name}`} onClick={() => pick(address)}>
                  {words.look}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
