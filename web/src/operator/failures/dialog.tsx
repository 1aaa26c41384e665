/** What fails, product by product, and the latest reports with their pictures. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { clock } from '../../shared/format';
import type { Room } from '../room';
import * as calls from './calls';
import './failures.css';
import { words } from './words';

export function FailuresDialog({ room }: { room: Room }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [found, setFound] = useState<calls.Failures | null>(null);
  const [wrong, setWrong] = useState('');
  useEffect(() => {
    dialog.current?.showModal();
    calls.failures().then(setFound, (reason: unknown) => setWrong(reason instanceof Error ? reason.message : ''));
  }, []);
  return (
    <dialog
      ref={dialog}
      class="failures-dialog"
      aria-labelledby="failures-heading"
      onClose={() => {
        room.failures.value = false;
      }}
    >
      <header>
        <h2 id="failures-heading">{words.fails}</h2>
        <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
          {words.close}
        </button>
      </header>
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
    </dialog>
  );
}

function named(room: Room, printer: string): string {
  return room.farm.value.printers.find((each) => each.id === printer)?.name ?? printer;
}
