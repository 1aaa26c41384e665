/** Yes or no. */

import type { SwitchField } from '../fields';
import type { Session } from '../session';
import { describedBy, FieldFrame, ids } from './field';

export function Switch({ session, field }: { session: Session; field: SwitchField }) {
  return (
    <FieldFrame session={session} field={field} class="switch">
      <label for={ids(field).control}>{field.title}</label>
      <input
        id={ids(field).control}
        type="checkbox"
        role="switch"
        checked={session.value(field) === true}
        aria-describedby={describedBy(field)}
        onChange={(event) => session.set(field, event.currentTarget.checked)}
      />
    </FieldFrame>
  );
}
