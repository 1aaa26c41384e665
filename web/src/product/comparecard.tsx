/** What differs between the design that was kept and the present one. */

import { differences } from './differences';
import type { Session } from './session';
import { words } from './words';

/** Said here and nowhere else, so that the form does not wait for it. */
const own = {
  compared: 'Beside the one you kept',
  alike: 'Both are the same so far. Change something, and what differs is listed here.',
  takeKept: 'Go back to the kept one',
  stopComparing: 'Stop comparing',
} as const;

export function CompareCard({ session }: { session: Session }) {
  const kept = session.kept.value;
  const now = session.present.value;
  if (!kept || !now) return null;
  const rows = differences(session.fields.value, session.shop.materials, kept, now);
  return (
    <section class="compare" aria-labelledby="compare-heading">
      <h2 id="compare-heading">{own.compared}</h2>
      {rows.every((row) => row.same) && <p class="quiet-words">{own.alike}</p>}
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">{words.now}</th>
            <th scope="col">{words.kept}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.title} data-same={row.same || undefined}>
              <th scope="row">{row.title}</th>
              <td>{row.now}</td>
              <td>{row.kept}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="ways">
        <button type="button" class="fix" onClick={() => session.takeKept()}>
          {own.takeKept}
        </button>
        <button type="button" class="fix" onClick={() => session.letGo()}>
          {own.stopComparing}
        </button>
      </p>
    </section>
  );
}
