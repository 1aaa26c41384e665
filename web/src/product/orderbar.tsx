/** Price, time and plastic, always in view, and the way to order. */

import { duration, grams, money } from '../shared/format';
import type { Session } from './session';
import { words } from './words';

export function OrderBar({ session, open }: { session: Session; open: () => void }) {
  const report = session.making.report.value;
  const phase = session.making.phase.value;
  const each = report !== null && report.quantity > 1 ? words.each : '';
  const blocked = report !== null && !report.printable;
  return (
    <section class="order-bar" aria-label="Order" aria-busy={phase === 'loading'}>
      <dl>
        <div>
          <dt>{words.price}</dt>
          <dd class="price">{report?.price ? money(report.price) : '–'}</dd>
        </div>
        <div>
          <dt>
            {words.time}
            {each}
          </dt>
          <dd>{report?.estimate ? duration(report.estimate.seconds) : '–'}</dd>
        </div>
        <div>
          <dt>
            {words.plastic}
            {each}
          </dt>
          <dd>{report?.estimate ? grams(report.estimate.grams) : '–'}</dd>
        </div>
      </dl>
      {blocked && (
        <p class="blocked" id="blocked">
          {words.blocked}
        </p>
      )}
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
