/** What the stage says about itself: that it works, what went wrong, what to do. */

import type { Session } from './session';
import { words } from './words';

export function Said({ session, lost, flat }: { session: Session; lost: boolean; flat: boolean }) {
  const { phase, trouble, built } = session.making;
  return (
    <div class="said">
      {phase.value === 'loading' && (
        <p class="busy" aria-hidden="true">
          {words.updating}
        </p>
      )}
      {flat && <p class="toast">{words.flat}</p>}
      {lost && (
        <p class="toast" role="status">
          {words.lost}
        </p>
      )}
      {phase.value === 'error' && (
        <div class="toast toast-wrong" role="alert">
          <p>{trouble.value}</p>
          <p class="ways">
            {trouble.value === words.changed && (
              <button type="button" class="fix" onClick={() => location.reload()}>
                {words.reload}
              </button>
            )}
            {session.store.canUndo.value && built.value > 0 && (
              <button type="button" class="fix" onClick={() => session.store.undo()}>
                {words.goBack}
              </button>
            )}
            {!session.errors.value.length && (
              <button type="button" class="fix" onClick={() => session.making.retry()}>
                {words.again}
              </button>
            )}
          </p>
        </div>
      )}
    </div>
  );
}
