/** A box for a typed number, with its unit. Read when it is left or Enter is pressed, not while typing. */

import type { TargetedKeyboardEvent } from 'preact';
import { decimal, spokenUnit } from '../../shared/format';
import { Typed } from '../../shared/typed';
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
  const value = Number(session.value(field));
  const keys = (event: TargetedKeyboardEvent<HTMLInputElement>) => {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!direction) return;
    event.preventDefault();
    session.set(field, snapped(field, value + direction * field.step * (event.shiftKey ? 10 : 1)));
  };
  return (
    <span class="number">
      <Typed
        id={id}
        inputMode="decimal"
        aria-label={id ? undefined : `${field.title}${field.unit && ` in ${spokenUnit(field.unit)}`}`}
        aria-describedby={describedBy(field)}
        aria-invalid={errorOf(session, field) ? true : undefined}
        value={decimal(value, 6)}
        read={(given) => session.type(field, given)}
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
