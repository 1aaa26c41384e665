/** Offers what would make the design printable: line by line, with a picture of it, as one step to undo. */

import { useEffect, useState } from 'preact/hooks';
import { pictureAddress } from '../api';
import { SLOT } from './address';
import type { Mend, MendLine } from '../wire/mend';
import { Mending } from './mend';
import { mendWords } from './mendwords';
import type { Session } from './session';

export function MendCard({ session }: { session: Session }) {
  const mending = Mending.of(session);
  const looked = mending.looked.value;
  const report = session.making.report.value;
  const serious = session.findings.value.some((finding) => finding.severity !== 'info');
  if (!report || !serious) return null;
  return (
    <div class="mend" data-mend={looked.state}>
      <p class="hidden" aria-live="polite">
        {looked.state === 'found' && said(looked.mend)}
      </p>
      {looked.state === 'idle' && report.printable && (
        <button type="button" class="fix" onClick={() => void mending.look()}>
          {mendWords.look}
        </button>
      )}
      {looked.state === 'looking' && (
        <p class="mend-looking" role="status">
          {mendWords.looking(looked.tried)}
        </p>
      )}
      {looked.state === 'failed' && (
        <p>
          {mendWords.failed}{' '}
          <button type="button" class="fix" onClick={() => void mending.look()}>
            {mendWords.again}
          </button>
        </p>
      )}
      {looked.state === 'found' && (
        <Found key={looked.mend.changes.map((line) => line.words).join()} session={session} mend={looked.mend} />
      )}
    </div>
  );
}

function Found({ session, mend }: { session: Session; mend: Mend }) {
  const [left, leave] = useState<readonly string[]>([]);
  const taken = mend.changes.filter((line) => !left.includes(line.parameter));
  const outcome = outcomeOf(mend);
  if (!mend.changes.length) return <p>{outcome}</p>;
  const all = taken.length === mend.changes.length;
  const blocked = !session.making.report.value?.printable;
  const name = blocked && mend.prints ? mendWords.one : mendWords.improve;
  const [only] = mend.changes;
  const words = mend.changes.length === 1 && only ? only.words : mendWords.several(mend.changes.length);
  const accept = () => {
    Mending.of(session).take(taken);
    toHeading();
  };
  return (
    <>
      {outcome && <p>{outcome}</p>}
      {mend.changes.length > 1 && (
        <fieldset class="mend-lines">
          <legend class="hidden">{mendWords.choose}</legend>
          {mend.changes.map((line) => (
            <LineRow
              key={line.parameter}
              line={line}
              beside={mend.changes.filter((each) => each !== line && !each.alone && !line.alone)}
              taken={!left.includes(line.parameter)}
              toggle={() => leave(toggled(mend.changes, left, line))}
            />
          ))}
        </fieldset>
      )}
      <Picture session={session} taken={taken} />
      <button type="button" class="mend-accept" disabled={!taken.length} onClick={accept}>
        {all ? name(words) : mendWords.make(taken.length)}
      </button>
    </>
  );
}

interface LineProps {
  line: MendLine;
  /** The lines without which it does nothing. */
  beside: readonly MendLine[];
  taken: boolean;
  toggle: () => void;
}

function LineRow({ line, beside, taken, toggle }: LineProps) {
  const numbers = line.removes.map((place) => place + 1);
  const note = mendWords.ends(
    numbers,
    beside.map((each) => each.label),
  );
  return (
    <label class="mend-line">
      <input type="checkbox" checked={taken} onChange={toggle} />
      <span>
        {line.words} <small>{line.because ?? note}</small>
      </span>
    </label>
  );
}

/** The shop's own drawing of what would come of it; drawn when it comes into sight. */
function Picture({ session, taken }: { session: Session; taken: readonly MendLine[] }) {
  const design = session.store.design.value;
  const values = {
    ...session.judged.value.values,
    ...Object.fromEntries(taken.map((line) => [line.parameter, line.to])),
  };
  const address = session.making.query({ ...design, values });
  const [drawn, draw] = useState(address);
  useEffect(() => {
    const timer = setTimeout(() => draw(address), 300);
    return () => clearTimeout(timer);
  }, [address]);
  const query = new URLSearchParams(drawn);
  query.set('_width', '480');
  query.set('_height', '300');
  query.set('_format', 'webp');
  query.set('_colour', design.colour);
  for (const [slot, each] of Object.entries(design.colours)) query.set(`${SLOT}${slot}`, each);
  const source = pictureAddress(session.template.value.slug, query.toString());
  return <img class="mend-picture" src={source} width="480" height="300" alt={mendWords.picture} />;
}

/** Lines that help only together are taken and left together. */
function toggled(lines: readonly MendLine[], left: readonly string[], line: MendLine): readonly string[] {
  const names = line.alone ? [line.parameter] : lines.filter((each) => !each.alone).map((each) => each.parameter);
  const out = left.includes(line.parameter);
  return out ? left.filter((name) => !names.includes(name)) : [...left, ...names];
}

function outcomeOf(mend: Mend): string {
  if (!mend.prints) return mend.finished ? mendWords.none : mendWords.late;
  return mend.clean ? '' : mendWords.furthest;
}

function said(mend: Mend): string {
  const lines = mend.changes.map((line) => line.words);
  return mend.prints && lines.length ? mendWords.found(lines) : outcomeOf(mend);
}

/** The list goes away with what it offered: who came by keyboard goes on at the heading, which says the outcome. */
export function toHeading(): void {
  const heading = document.querySelector<HTMLElement>('.findings h2');
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus();
}
