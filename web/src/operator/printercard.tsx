/** One printer: what it does, what it needs, and the one button that gives it. */

import { Bar } from '../shared/bar';
import { age, duration } from '../shared/format';
import type { Printer, PrinterJob, Temperatures } from '../wire';
import { LayersButton } from './layerview';
import type { Room } from './room';
import { needWords, noWord, words } from './words';

export function PrinterCard({ room, printer }: { room: Room; printer: Printer }) {
  const { job, needs } = printer;
  const tone = needs
    ? needs.what === 'bed_clear'
      ? 'amber'
      : 'red'
    : printer.stale
      ? 'amber'
      : job
        ? 'green'
        : 'grey';
  return (
    <li
      class="printer"
      data-printer={printer.id}
      data-phase={printer.phase}
      data-tone={tone}
      data-stale={printer.stale || undefined}
    >
      <header>
        <h3>{printer.name}</h3>
        <span class="machine">{printer.machine.title}</span>
        <span class="badge">{needs ? needWords[needs.what] : printer.phase_words}</span>
      </header>
      {printer.stale && (
        <p class="stale">
          {printer.silent_seconds === null ? words.neverSeen : noWord(age(printer.silent_seconds + room.since.value))}
        </p>
      )}
      {job && <JobOn room={room} job={job} printer={printer} />}
      {needs ? <p class="needs">{needs.words}</p> : !job && <p class="needs">{printer.bed_words}</p>}
      {printer.last && !job && (
        <p class="needs">
          <a href={printer.last.sheet} target="_blank" rel="noopener">
            {words.whatCameOff}
          </a>
        </p>
      )}
      <Readings temperatures={printer.temperatures} material={printer.material} />
      {needs && <Ways room={room} printer={printer} />}
      <Refused room={room} ids={[printer.id, job?.id]} />
    </li>
  );
}

function JobOn({ room, job, printer }: { room: Room; job: PrinterJob; printer: Printer }) {
  const { hex } = room.plastic(room.farm.value.queue.find((each) => each.id === job.id)?.material ?? '', job.colour);
  return (
    <>
      <p class="job-title">
        {hex && <i class="dot" style={{ background: hex }} />}
        {job.title}
      </p>
      {job.progress !== null && (
        <>
          <Bar progress={job.progress} label={`${printer.name}: ${job.title}`} />
          <p class="job-numbers">
            <span>{(job.progress * 100).toFixed(1)} %</span>
            {job.seconds_left !== null && (
              <span>
                {duration(job.seconds_left)} {words.left}
              </span>
            )}
            {job.layers !== null && (
              <span>
                layer {job.layer ?? 0}/{job.layers}
              </span>
            )}
          </p>
        </>
      )}
      {job.drawn && <LayersButton room={room} job={job} />}
    </>
  );
}

function Readings({ temperatures, material }: { temperatures: Temperatures | null; material: string | null }) {
  return (
    <p class="readings">
      <Degrees title={words.nozzle} now={temperatures?.nozzle ?? null} />
      <Degrees title={words.bed} now={temperatures?.bed ?? null} />
      {material && <span>{material.toUpperCase()}</span>}
    </p>
  );
}

function Degrees({ title, now }: { title: string; now: number | null }) {
  return now === null ? null : (
    <span>
      {title} {now.toFixed(1)} °C
    </span>
  );
}

function Ways({ room, printer }: { room: Room; printer: Printer }) {
  const { needs, job } = printer;
  const resting = room.sending.value.has(printer.id) || (job !== null && room.sending.value.has(job.id));
  if (needs?.what === 'decide' && job) {
    return (
      <div class="decide">
        <button type="button" class="primary" disabled={resting} onClick={() => void room.act(job.id, 'printed')}>
          {words.printed}
        </button>
        <button type="button" class="second" disabled={resting} onClick={() => void room.act(job.id, 'not_printed')}>
          {words.notPrinted}
        </button>
      </div>
    );
  }
  if (!needs?.action) return null;
  return (
    <button type="button" class="primary" disabled={resting} onClick={() => void room.bedClear(printer)}>
      {needs.action}
    </button>
  );
}

export function Refused({ room, ids }: { room: Room; ids: (string | undefined)[] }) {
  const refusal = room.refusal.value;
  if (!refusal || !ids.includes(refusal.id)) return null;
  return (
    <p class="wrong" role="alert">
      {refusal.words}
    </p>
  );
}
