/** What the printability checks say, in plain words, each with its place on the model. */

import { quantity } from '../shared/format';
import type { Finding } from '../wire';
import type { Session } from './session';
import { thingsToLookAt, words } from './words';

export function Findings({ session }: { session: Session }) {
  const report = session.making.report.value;
  const findings = session.findings.value;
  const serious = findings.filter((finding) => finding.severity !== 'info').length;
  if (!report)
    return (
      <section class="findings" aria-label="Print check">
        <h2>{words.checking}</h2>
      </section>
    );
  return (
    <section class="findings" aria-label="Print check" data-printable={report.printable}>
      <h2>{serious ? thingsToLookAt(serious) : words.ready}</h2>
      {!findings.length && <p class="quiet-words">{words.allPass}</p>}
      {findings.length > 0 && (
        <ol>
          {findings.map((finding, index) => (
            <Row key={`${finding.code} ${index}`} session={session} finding={finding} index={index} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Row({ session, finding, index }: { session: Session; finding: Finding; index: number }) {
  const open = session.picked.value === index;
  const field = session.fields.value.find((each) => each.name === finding.parameter);
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
