/** A box for a typed number, with its unit. Read when it is left or Enter is pressed, not while typing. */

import type { TargetedKeyboardEvent } from 'preact';
import { useState } from 'preact/hooks';
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
  const value = Number(session.value(field));
  // Kept until it is read: the box is drawn again whenever an answer arrives, in the middle of typing too.
  const [typed, setTyped] = useState<string | null>(null);
  const read = (given: string) => {
    setTyped(null);
    if (given !== decimal(value, 6)) session.type(field, given);
  };
  const keys = (event: TargetedKeyboardEvent<HTMLInputElement>) => {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === 'Enter') read(event.currentTarget.value);
    if (!direction) return;
    event.preventDefault();
    setTyped(null);
    session.set(field, snapped(field, value + direction * field.step * (event.shiftKey ? 10 : 1)));
  };
  return (
    <span class="number">
      <input
        id={id}
        type="text"
        inputMode="decimal"
        autocomplete="off"
        aria-label={id ? undefined : `${field.title}${field.unit && ` in ${spokenUnit(field.unit)}`}`}
        aria-describedby={describedBy(field)}
        aria-invalid={errorOf(session, field) ? true : undefined}
        value={typed ?? decimal(value, 6)}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onBlur={(event) => read(event.currentTarget.value)}
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
