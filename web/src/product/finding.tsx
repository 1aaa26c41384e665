/** The findings: what is wrong, how wrong, what mends it, and the way to the setting behind it. */

import { quantity } from '../shared/format';
import type { Finding } from '../wire/report';
import { LayButton } from './laybutton';
import { Mending } from './mend';
import { MendCard } from './mendcard';
import { mendWords } from './mendwords';
import type { Session } from './session';
import { thingsToLookAt, words } from './words';

export function List({ session }: { session: Session }) {
  const findings = session.findings.value;
  const serious = findings.filter((finding) => finding.severity !== 'info').length;
  return (
    <>
      <h2>{serious ? thingsToLookAt(serious) : words.ready}</h2>
      {!findings.length && <p class="quiet-words">{words.allPass}</p>}
      {findings.length > 0 && (
        <ol>
          {findings.map((finding, index) => (
            <Row key={`${finding.code} ${index}`} session={session} finding={finding} index={index} />
          ))}
        </ol>
      )}
      <MendCard session={session} />
    </>
  );
}

function Row({ session, finding, index }: { session: Session; finding: Finding; index: number }) {
  const open = session.picked.value === index;
  const mending = Mending.of(session);
  const line = mending.lineOf(index);
  const cause = line?.parameter ?? finding.parameter ?? mending.causeOf(index);
  const field = session.fields.value.find((each) => each.name === cause);
  return (
    <li data-severity={finding.severity} data-code={finding.code}>
      <button
        type="button"
        class="finding-title"
        aria-expanded={open}
        onClick={() => {
          session.picked.value = open ? null : index;
        }}
      >
        <span class="finding-number" aria-hidden="true">
          {index + 1}
        </span>
        {finding.title}
      </button>
      {open && (
        <div class="finding-words">
          <p>{finding.message}</p>
          <Measured finding={finding} />
          <LayButton session={session} finding={finding} />
          {line && (
            <button type="button" class="fix" onClick={() => mending.take([line])}>
              {mendWords.alone(line.words.split(' → ').pop() ?? '')}
            </button>
          )}
          {field && (
            <button type="button" class="fix" onClick={() => goTo(field.name)}>
              Change “{field.title}”
            </button>
          )}
        </div>
      )}
    </li>
  );
}

function Measured({ finding }: { finding: Finding }) {
  const { measured, limit, unit, source } = finding;
  if (measured === null) return null;
  return (
    <p class="measured" title={source}>
      Measured <b>{quantity(measured, unit)}</b>
      {limit !== null && (
        <>
          , limit <b>{quantity(limit, unit)}</b>
        </>
      )}
    </p>
  );
}

function goTo(name: string): void {
  const control =
    document.getElementById(`field-${name}`) ?? document.querySelector<HTMLElement>(`[data-field="${name}"] input`);
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  control?.closest('details')?.setAttribute('open', '');
  control?.closest('.field')?.scrollIntoView({ block: 'center', behavior: still ? 'auto' : 'smooth' });
  control?.focus({ preventScroll: true });
}
