/** Keeps the present design beside the next ones. */

import type { Session } from './session';
import { words } from './words';

export function KeepButton({ session }: { session: Session }) {
  const { making, kept } = session;
  const ready = making.phase.value === 'ready' && making.report.value !== null;
  return (
    <button
      type="button"
      aria-pressed={kept.value !== null}
      disabled={!ready && kept.value === null}
      onClick={() => (kept.value ? session.letGo() : session.keep())}
    >
      {words.keep}
    </button>
  );
}
