/** Words on the part, with a count of what is left. */

import type { TextField } from '../fields';
import type { Session } from '../session';
import { describedBy, errorOf, FieldFrame, ids } from './field';

export function Text({ session, field }: { session: Session; field: TextField }) {
  const value = String(session.value(field));
  return (
    <FieldFrame session={session} field={field} class="text">
      <label for={ids(field).control}>{field.title}</label>
      <span class="count" aria-hidden="true">
        {[...value].length} of {field.maxLength}
      </span>
      <input
        id={ids(field).control}
        type="text"
        autocomplete="off"
        spellcheck={false}
        value={value}
        aria-describedby={describedBy(field)}
        aria-invalid={errorOf(session, field) ? true : undefined}
        onInput={(event) => {
          event.currentTarget.value = String(session.type(field, event.currentTarget.value));
        }}
      />
    </FieldFrame>
  );
}
