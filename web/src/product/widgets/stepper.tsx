/** A count: one less, the number, one more. */

import type { NumberField } from '../fields';
import { snapped } from '../limits';
import type { Session } from '../session';
import { FieldFrame, ids } from './field';
import { NumberBox } from './number';

export function Stepper({ session, field }: { session: Session; field: NumberField }) {
  const value = Number(session.value(field));
  const step = (by: number) => session.set(field, snapped(field, value + by * field.step));
  return (
    <FieldFrame session={session} field={field} class="stepper">
      <label for={ids(field).control}>{field.title}</label>
      <span class="steps">
        <button
          type="button"
          aria-label={`${field.title}: one less`}
          disabled={value <= field.minimum}
          onClick={() => step(-1)}
        >
          −
        </button>
        <NumberBox session={session} field={field} id={ids(field).control} />
        <button
          type="button"
          aria-label={`${field.title}: one more`}
          disabled={value >= field.maximum}
          onClick={() => step(1)}
        >
          +
        </button>
      </span>
    </FieldFrame>
  );
}
