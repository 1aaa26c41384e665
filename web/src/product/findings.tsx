/** What the printability checks say, in plain words, each with its place on the model. */

import { Row } from './lazily';
import type { Session } from './session';
import { thingsToLookAt, words } from './words';

export function Findings({ session }: { session: Session }) {
  const report = session.making.report.value;
  const findings = session.findings.value;
  const serious = findings.filter((finding) => finding.severity !== 'info').length;
  if (!report)
    return (
      <section class="findings" aria-label="Print check">
        <h2>{words.checking}</h2>
      </section>
    );
  return (
    <section class="findings" aria-label="Print check" data-printable={report.printable}>
      <h2>{serious ? thingsToLookAt(serious) : words.ready}</h2>
      {!findings.length && <p class="quiet-words">{words.allPass}</p>}
      {findings.length > 0 && (
        <ol>
          {findings.map((finding, index) => (
            <Row key={`${finding.code} ${index}`} session={session} finding={finding} index={index} />
          ))}
        </ol>
      )}
    </section>
  );
}
