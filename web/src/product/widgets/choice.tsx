/** One of a few: a card for each, with its picture where it has one. An answer that cannot be had here says why. */

import type { ChoiceField } from '../fields';
import { Device } from '../lazily';
import type { Session } from '../session';
import { describedBy, FieldFrame } from './field';

/** More answers than these are searched, not looked through. */
const CARDS = 8;

export function Choice({ session, field }: { session: Session; field: ChoiceField }) {
  if (field.picks === 'device' || field.options.length > CARDS) return <Device session={session} field={field} />;
  const value = session.value(field);
  const shut = session.judged.value.without.get(field.name);
  return (
    <FieldFrame session={session} field={field} class={`choice ${field.picks}`}>
      <fieldset aria-describedby={describedBy(field)}>
        <legend>{field.title}</legend>
        <div class="cards">
          {field.options.map((option) => (
            <label
              key={String(option.value)}
              class="card"
              title={shut?.get(option.value)}
              data-shut={shut?.has(option.value) ? '' : undefined}
            >
              <input
                type="radio"
                name={field.name}
                value={String(option.value)}
                checked={option.value === value}
                onChange={() => session.set(field, option.value)}
              />
              {option.picture && (
                <svg viewBox="0 0 24 24" aria-hidden="true">
                  <path d={option.picture} />
                </svg>
              )}
              <b>{option.title}</b>
              {option.help && <small>{option.help}</small>}
            </label>
          ))}
        </div>
      </fieldset>
    </FieldFrame>
  );
}
