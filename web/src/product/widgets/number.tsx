/** A box for a typed number, with its unit. Read when it is left or Enter is pressed, not while typing. */

import { useRef } from 'preact/hooks';
import { decimal, spokenUnit } from '../../shared/format';
import type { NumberField } from '../fields';
import { snapped } from '../limits';
import type { Session } from '../session';
import { describedBy, errorOf } from './field';

interface Props {
  session: Session;
  field: NumberField;
  id?: string;
}

export function NumberBox({ session, field, id }: Props) {
  const box = useRef<HTMLInputElement>(null);
  const value = Number(session.value(field));
  const read = () => {
    const input = box.current;
    if (!input || input.value === decimal(value, 6)) return;
    // The box shows what was taken even where the value did not change and nothing is drawn again.
    input.value = decimal(Number(session.type(field, input.value)), 6);
  };
  const keys = (event: KeyboardEvent) => {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === 'Enter') read();
    if (!direction) return;
    event.preventDefault();
    session.set(field, snapped(field, value + direction * field.step * (event.shiftKey ? 10 : 1)));
  };
  return (
    <span class="number">
      <input
        ref={box}
        id={id}
        type="text"
        inputMode="decimal"
        autocomplete="off"
        aria-label={id ? undefined : `${field.title}${field.unit && ` in ${spokenUnit(field.unit)}`}`}
        aria-describedby={describedBy(field)}
        aria-invalid={errorOf(session, field) ? true : undefined}
        value={decimal(value, 6)}
        onBlur={read}
        onKeyDown={keys}
        onFocus={(event) => event.currentTarget.select()}
      />
      {field.unit && (
        <span class="unit" aria-hidden="true">
          {field.unit}
        </span>
      )}
    </span>
  );
}
