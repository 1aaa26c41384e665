/** Under the price: what would make it cheaper. One press takes one over. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { money } from '../shared/format';
import type { Hint } from '../wire/mend';
import { ask, hinted, keyOf, recall, take } from './hinting';
import { hintWords } from './hintwords';
import './hints.css';
import type { Session } from './session';

/** Ms that a design rests before the shop is asked. */
const RESTS = 4000;

export function Hints({ session }: { session: Session }) {
  const room = useRef<HTMLDivElement>(null);
  const seen = useSeen(room);
  const key = keyOf(session);
  useEffect(() => {
    if (recall(key) || !key || !seen) return undefined;
    const leave = new AbortController();
    const rest = setTimeout(() => void ask(key, leave.signal), RESTS);
    return () => {
      clearTimeout(rest);
      leave.abort();
    };
  }, [key, seen]);
  const hints = hinted.value.key === key ? hinted.value.hints : [];
  const [first, ...others] = hints;
  const press = (hint: Hint) => {
    take(session, hint);
    toPrice();
  };
  return (
    <div class="hints" ref={room} role="group" aria-label={hintWords.name} data-hints={hints.length}>
      <p class="hidden" aria-live="polite">
        {first && hintWords.found(hints.map((hint) => hint.words))}
      </p>
      {first && <One hint={first} press={press} />}
      {others.length > 0 && (
        <details>
          <summary>{hintWords.more(others.length)}</summary>
          {others.map((hint) => (
            <One key={hint.words} hint={hint} press={press} />
          ))}
        </details>
      )}
    </div>
  );
}

function One({ hint, press }: { hint: Hint; press: (hint: Hint) => void }) {
  return (
    <button type="button" class="hint" title={hintWords.use} onClick={() => press(hint)}>
      <span>{hint.words}</span> <b>{money(hint.price)}</b>
    </button>
  );
}

/** Whether something can be seen at the moment. */
function useSeen(room: { current: HTMLElement | null }): boolean {
  const [seen, see] = useState(false);
  useEffect(() => {
    if (!room.current) return undefined;
    const watch = new IntersectionObserver((entries) => see(entries.some((entry) => entry.isIntersecting)));
    watch.observe(room.current.closest('.order-bar') ?? room.current);
    return () => watch.disconnect();
  }, []);
  return seen;
}

/** The hint goes away with its design: who came by keyboard goes on at the price. */
function toPrice(): void {
  const price = document.querySelector<HTMLElement>('.order-bar .price');
  if (!price) return;
  price.tabIndex = -1;
  price.focus();
}
