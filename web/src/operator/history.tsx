/** What happened, line by line: when, by whom, why. */

import { useEffect, useState } from 'preact/hooks';
import { clock } from '../shared/format';
import type { HistoryLine } from '../wire/printers';
import { words } from './words';

/** `moved` is anything that changes when there is more to tell. */
export function History({ load, moved }: { load: () => Promise<HistoryLine[]>; moved: string }) {
  const [lines, setLines] = useState<HistoryLine[] | null>(null);
  const [failed, setFailed] = useState('');
  useEffect(() => {
    load().then(
      (found) => {
        setLines(found);
        setFailed('');
      },
      (reason: unknown) => setFailed(reason instanceof Error ? reason.message : words.noAnswer),
    );
  }, [moved]);
  if (failed) return <p class="wrong">{failed}</p>;
  if (!lines) return null;
  if (!lines.length) return <p class="quiet-words">{words.noHistory}</p>;
  return (
    <ol class="history">
      {lines.map((line, number) => (
        <li key={`${line.at} ${number}`}>
          <time dateTime={new Date(line.at * 1000).toISOString()}>{clock(line.at)}</time>
          <p>
            {line.words}
            {line.who && <b> {line.who}</b>}
            {line.why && <small>{line.why}</small>}
          </p>
        </li>
      ))}
    </ol>
  );
}

/** A job's history, folded up until it is asked for. */
export function JobHistory({
  load,
  moved,
  title,
}: {
  load: () => Promise<HistoryLine[]>;
  moved: string;
  title: string;
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        class="small place"
        aria-expanded={open}
        aria-label={`${open ? words.hideHistory : words.history}: ${title}`}
        onClick={() => setOpen(!open)}
      >
        {open ? words.hideHistory : words.history}
      </button>
      {open && <History load={load} moved={moved} />}
    </>
  );
}
