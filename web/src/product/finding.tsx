/** One finding: what is wrong, how wrong, and the way to the setting that mends it. */

import { quantity } from '../shared/format';
import type { Finding } from '../wire';
import type { Session } from './session';

export function Row({ session, finding, index }: { session: Session; finding: Finding; index: number }) {
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
