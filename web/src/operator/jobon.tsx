/** What a printer prints, and how far it is. */

import { Bar } from '../shared/bar';
import { duration } from '../shared/format';
import type { Printer, PrinterJob } from '../wire/printers';
import type { Room } from './room';
import { words } from './words';

export function JobOn({ room, job, printer }: { room: Room; job: PrinterJob; printer: Printer }) {
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
    </>
  );
}
