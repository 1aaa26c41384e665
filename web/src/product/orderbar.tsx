/** Price, time and plastic, always in view, and the way to order. */

import { Figures } from './lazily';
import type { Session } from './session';
import { words } from './words';

export function OrderBar({ session, open }: { session: Session; open: () => void }) {
  const report = session.making.report.value;
  const phase = session.making.phase.value;
  const blocked = report !== null && !report.printable;
  return (
    <section class="order-bar" aria-label="Order" aria-busy={phase === 'loading'}>
      <Figures session={session} />
      <button
        type="button"
        class="primary"
        disabled={phase !== 'ready' || blocked}
        aria-describedby={blocked ? 'blocked' : undefined}
        onClick={open}
      >
        {words.order}
      </button>
    </section>
  );
}
