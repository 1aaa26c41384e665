/** What the printability checks say, in plain words, each with its place on the model. */

import { List } from './lazily';
import type { Session } from './session';
import { words } from './words';

export function Findings({ session }: { session: Session }) {
  const report = session.making.report.value;
  return (
    <section class="findings" aria-label="Print check" data-printable={report?.printable}>
      {report ? <List session={session} /> : <h2>{words.checking}</h2>}
    </section>
  );
}
