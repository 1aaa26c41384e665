/** What fails, product by product, and the latest reports with their pictures. */

import { useEffect, useState } from 'preact/hooks';
import { clock } from '../../shared/format';
import { Frame } from '../../shared/frame';
import type { Room } from '../room';
import { windowWords } from '../words';
import * as calls from './calls';
import './failures.css';
import { words } from './words';

export function FailuresDialog({ room, close }: { room: Room; close: () => void }) {
  const [found, setFound] = useState<calls.Failures | null>(null);
  const [wrong, setWrong] = useState('');
  useEffect(() => {
    calls.failures().then(setFound, (reason: unknown) => setWrong(reason instanceof Error ? reason.message : ''));
  }, []);
  return (
    <Frame name="failures-dialog" title={windowWords.failures} close={close}>
      {wrong && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
      {!found && !wrong && <p class="quiet-words">{words.asking}</p>}
      {found && !found.products.length && !found.latest.length && <p class="quiet-words">{words.none}</p>}
      {found && found.products.length > 0 && (
        <section>
          <h3>{words.products}</h3>
          <ul>
            {found.products.map((product) => (
              <li key={product.title} data-told={product.told_apart}>
                {product.words}
              </li>
            ))}
          </ul>
        </section>
      )}
      {found && found.latest.length > 0 && (
        <section>
          <h3>{words.latest}</h3>
          <ul class="reports">
            {found.latest.map((each) => (
              <li key={each.attempt}>
                {each.picture && (
                  <a href={each.picture} target="_blank" rel="noopener">
                    <img src={each.picture} alt={each.reason_words} loading="lazy" width={96} height={72} />
                  </a>
                )}
                <p>
                  <b>{each.title}</b> {each.reason_words}. {each.words}
                  <small>
                    {named(room, each.printer)}, {clock(each.at)}, {each.who}
                  </small>
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Frame>
  );
}

function named(room: Room, printer: string): string {
  return room.farm.value.printers.find((each) => each.id === printer)?.name ?? printer;
}
