/** Price, time and plastic: about so much at first, exactly so much once the design has been sliced. */

import { useEffect } from 'preact/hooks';
import { duration, grams, money } from '../shared/format';
import { lazy } from '../shared/lazy';
import { PriceLines } from '../shared/pricelines';
import type { Estimate, Price } from '../wire/report';
import { askExact, range, standing } from './exact';
import type { Session } from './session';
import { words } from './words';

/** Ms that a design rests before the shop is asked to slice it. */
const RESTS = 2500;

/** Comes after the price, and needs no haste. */
const Hints = lazy(async () => (await import('./hints')).Hints);

const blocked = 'It cannot be printed like this yet. The print check says what to change.';

const says = {
  estimate: 'Estimated before slicing.',
  waiting: 'Estimated; the exact figures are on their way.',
  exact: 'Exact: this very design was sliced.',
} as const;

export function Figures({ session }: { session: Session }) {
  const report = session.making.report.value;
  const ready = session.making.phase.value === 'ready';
  const exact = report?.estimate?.by === 'slice';
  useEffect(() => {
    if (!ready || !report) return undefined;
    standing.value = exact ? 'exact' : 'estimate';
    const rest = setTimeout(() => void askExact(session), RESTS);
    return () => clearTimeout(rest);
  }, [session, ready, report?.digest, report?.quantity, report?.material]);
  const each = report !== null && report.quantity > 1 ? words.each : '';
  const about = report !== null && !exact ? 'about ' : '';
  return (
    <>
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
          <dd>{report?.estimate ? about + duration(report.estimate.seconds) : '–'}</dd>
        </div>
        <div>
          <dt>
            {words.plastic}
            {each}
          </dt>
          <dd>{report?.estimate ? about + grams(report.estimate.grams) : '–'}</dd>
        </div>
      </dl>
      {report?.estimate && report.price && <Basis estimate={report.estimate} price={report.price} />}
      {report && <Hints session={session} />}
      {report && !report.printable && (
        <p class="blocked" id="blocked">
          {blocked}
        </p>
      )}
    </>
  );
}

/** What the figures rest on, and the lines of the price. */
function Basis({ estimate, price }: { estimate: Estimate; price: Price }) {
  const exact = estimate.by === 'slice';
  return (
    <details class="basis" data-standing={exact ? 'exact' : standing.value}>
      <summary aria-live="polite">{says[exact ? 'exact' : standing.value]}</summary>
      {!exact && <p>Probably {range(estimate)}. The price you order at is kept, whatever the slice says.</p>}
      <PriceLines price={price} />
    </details>
  );
}
