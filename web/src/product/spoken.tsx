/** Says the new design to those who do not see it. */

import { useEffect, useState } from 'preact/hooks';
import type { Session } from './session';
import { thingsToLookAt, words } from './words';

/** Ms of quiet before the new design is read out. */
const SPOKEN_AFTER = 700;

export function Spoken({ session }: { session: Session }) {
  const report = session.making.report.value;
  const [said, say] = useState('');
  useEffect(() => {
    const count = report?.findings.filter((finding) => finding.severity !== 'info').length ?? 0;
    const check = count ? thingsToLookAt(count) : words.ready;
    const timer = setTimeout(() => say(report ? `${report.words} ${check}.` : ''), SPOKEN_AFTER);
    return () => clearTimeout(timer);
  }, [report]);
  return (
    <p id="described" class="hidden" aria-live="polite">
      {said}
    </p>
  );
}
