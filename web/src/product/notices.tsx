/** What an address asked for and could not have, said once and put away by the reader. */

import type { Session } from './session';

export function Notices({ session }: { session: Session }) {
  const notices = session.notices.value;
  if (!notices.length) return null;
  return (
    <div class="notices" role="status">
      {notices.map((notice) => (
        <p key={notice}>{notice}</p>
      ))}
      <button
        type="button"
        class="fix"
        onClick={() => {
          session.notices.value = [];
        }}
      >
        All right
      </button>
    </div>
  );
}
