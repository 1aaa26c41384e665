/** Why the guard refused a job's G-code: the reason in plain words, and the lines around the place. */

import { useEffect, useState } from 'preact/hooks';
import * as calls from './calls';
import type { Refusal as Seen } from '../wire/jobs';
import { words } from './words';

export function Refusal({ job }: { job: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="small place" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? words.hidePlace : words.showPlace}
      </button>
      {open && <Place job={job} />}
    </>
  );
}

function Place({ job }: { job: string }) {
  const [seen, setSeen] = useState<Seen | null>(null);
  const [failed, setFailed] = useState('');
  useEffect(() => {
    calls.refusal(job).then(setSeen, (reason: unknown) => {
      setFailed(reason instanceof Error ? reason.message : words.noAnswer);
    });
  }, [job]);
  if (failed) return <p class="wrong">{failed}</p>;
  if (!seen) return null;
  return (
    <figure class="refusal">
      <figcaption>
        {seen.line === null ? words.wholeFile : `${words.line} ${seen.line}`}: {seen.reason}.
      </figcaption>
      {seen.lines.length > 0 && (
        <ol>
          {seen.lines.map((line) => (
            <li
              key={line.number}
              value={line.number}
              class={line.number === seen.line ? 'blamed' : undefined}
              aria-current={line.number === seen.line || undefined}
            >
              <span aria-hidden="true">{line.number}</span>
              <code>{line.text}</code>
            </li>
          ))}
        </ol>
      )}
      <p>{words.refusedWays}</p>
    </figure>
  );
}
