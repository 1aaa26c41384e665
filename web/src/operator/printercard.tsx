/** One printer: what it does, what it needs, and the one button that gives it. */

import { age } from '../shared/format';
import type { Printer } from '../wire/printers';
import { Care } from './care';
import { JobOn } from './jobon';
import { Readings } from './readings';
import { Refused } from './refused';
import type { Room } from './room';
import { SpoolOn } from './spools/on';
import { Ways } from './ways';
import { finished, needWords, noWord, words } from './words';

export function PrinterCard({ room, printer }: { room: Room; printer: Printer }) {
  const { job, needs } = printer;
  const need = said(printer);
  const picked = room.picked.value?.id === printer.id;
  return (
    <li
      class="printer"
      data-printer={printer.id}
      data-phase={printer.phase}
      data-tone={tone(printer)}
      data-stale={printer.stale || undefined}
      data-picked={picked || undefined}
    >
      <header>
        <h3>
          <button type="button" class="pick" aria-pressed={picked} onClick={() => room.pick(printer.id)}>
            {printer.name}
          </button>
        </h3>
        <span class="machine">{printer.machine.title}</span>
        <span class="badge">{badge(printer)}</span>
      </header>
      {printer.stale && (
        <p class="stale">
          {printer.silent_seconds === null ? words.neverSeen : noWord(age(printer.silent_seconds + room.since.value))}
        </p>
      )}
      {job && <JobOn room={room} job={job} printer={printer} />}
      {need && <p class="needs">{need}</p>}
      {printer.last && !job && (
        <p class="needs">
          <a href={printer.last.sheet} target="_blank" rel="noopener">
            {words.whatCameOff}
          </a>
        </p>
      )}
      <Readings temperatures={printer.temperatures} material={printer.material} />
      <SpoolOn room={room} printer={printer} />
      <Care room={room} printer={printer} />
      {needs && <Ways room={room} printer={printer} />}
      <Refused room={room} ids={[printer.id, job?.id]} />
    </li>
  );
}

/** What it is at, in two or three words. */
function badge({ needs, maintenance, job, phase, phase_words }: Printer): string {
  if (needs) return needWords[needs.what];
  if (maintenance) return words.outOfService;
  // Its file is on the way, or nobody has seen it begin: "Idle" would be no news.
  return job && phase === 'idle' ? job.words : phase_words;
}

/** The colour of a card: red and amber want a person, green works, grey waits. */
function tone({ needs, stale, job }: Printer): 'red' | 'amber' | 'green' | 'grey' {
  if (needs) return needs.what === 'bed_clear' ? 'amber' : 'red';
  if (stale) return 'amber';
  return job ? 'green' : 'grey';
}

/** What it needs, or what it waits for; a printer that works needs no words. */
function said({ needs, job, last, next, phase, bed_words, maintenance }: Printer): string | null {
  if (needs?.what === 'bed_clear' && last?.minutes !== null && last?.minutes !== undefined) {
    return `${needs.words} ${finished(last.minutes)}`;
  }
  if (needs) return needs.words;
  if (job || maintenance) return null;
  if (phase !== 'idle') return bed_words;
  return next ? `${words.ready} Next: ${next}` : `${words.ready} ${words.nothingNext}`;
}
