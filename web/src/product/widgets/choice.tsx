/** One of a few: a card for each. */

import type { ChoiceField } from '../fields';
import type { Session } from '../session';
import { describedBy, FieldFrame } from './field';

export function Choice({ session, field }: { session: Session; field: ChoiceField }) {
  const value = session.value(field);
  return (
    <FieldFrame session={session} field={field} class="choice">
      <fieldset aria-describedby={describedBy(field)}>
        <legend>{field.title}</legend>
        <div class="cards">
          {field.options.map((option) => (
            <label key={String(option.value)} class="card">
              <input
                type="radio"
                name={field.name}
                value={String(option.value)}
                checked={option.value === value}
                onChange={() => session.set(field, option.value)}
              />
              <b>{option.title}</b>
              {option.help && <small>{option.help}</small>}
            </label>
          ))}
        </div>
      </fieldset>
    </FieldFrame>
  );
}
