/** What an address asked for and could not have, and what an older design had otherwise: said once, put away by the reader. */

import type { Session } from './session';
import { words } from './words';

export function Notices({ session }: { session: Session }) {
  const notices = session.notices.value;
  const changes = session.changes.value;
  const title = (name: string) => session.fields.value.find((field) => field.name === name)?.title ?? name;
  return (
    <div class="notices" role="status">
      {notices.map((notice) => (
        <p key={notice}>{notice}</p>
      ))}
      {changes.length > 0 && <p>{words.changedSince}</p>}
      {changes.length > 0 && (
        <ul>
          {changes.map((change) => (
            <li key={change.field + change.words}>
              <b>{title(change.field)}</b>: {change.before || '–'} → {change.after || '–'}. {change.words}
            </li>
          ))}
        </ul>
      )}
      <button
        type="button"
        class="fix"
        onClick={() => {
          session.notices.value = [];
          session.changes.value = [];
        }}
      >
        {words.fine}
      </button>
    </div>
  );
}
