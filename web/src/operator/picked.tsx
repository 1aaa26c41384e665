/** The printer that is looked at: its layers, and what else it shows, one side at a time. */

import { useEffect, useRef } from 'preact/hooks';
import { lazy } from '../shared/lazy';
import type { Printer } from '../wire/printers';
import * as calls from './calls';
import { LayersHere } from './layerview';
import type { Room, Side } from './room';
import { orderWords, sideWords, words } from './words';

const Camera = lazy(async () => (await import('./camera')).Camera);
const History = lazy(async () => (await import('./history')).History);
const JobMore = lazy(async () => (await import('./jobmore')).JobMore);
const TemperaturesOver = lazy(async () => (await import('./temperatures')).TemperaturesOver);

export function Picked({ room }: { room: Room }) {
  const printer = room.picked.value;
  const panel = useRef<HTMLElement>(null);
  const wanted = room.wanted.value;
  useEffect(() => {
    if (wanted) panel.current?.scrollIntoView({ block: 'nearest' });
  }, [wanted]);
  if (!printer) return null;
  const job = room.farm.value.queue.find((each) => each.id === printer.job?.id);
  const sides = sidesOf(printer);
  const side = sides.includes(room.side.value) ? room.side.value : sides[0];
  return (
    <section class="picked" ref={panel} aria-labelledby="picked-heading" data-picked={printer.id}>
      <h2 id="picked-heading">{[printer.name, printer.job?.title].filter(Boolean).join(': ')}</h2>
      <div class="sides" role="group" aria-label={words.sides}>
        {sides.map((each) => (
          <button
            type="button"
            class="small"
            key={each}
            aria-pressed={each === side}
            onClick={() => {
              room.side.value = each;
            }}
          >
            {sideWords[each]}
          </button>
        ))}
      </div>
      {side === 'layers' && printer.job && <LayersHere room={room} job={printer.job} />}
      {side === 'job' && job && (
        <>
          <p>{orderWords(job)}</p>
          <JobMore room={room} job={job} />
        </>
      )}
      {side === 'temperatures' && <TemperaturesOver key={printer.id} printer={printer} />}
      {side === 'camera' && <Camera key={printer.id} printer={printer} />}
      {side === 'history' && (
        <History
          key={printer.id}
          load={() => calls.printerHistory(printer.id)}
          moved={[printer.bed, printer.bed_at, printer.phase, printer.job?.state].join(' ')}
        />
      )}
    </section>
  );
}

function sidesOf(printer: Printer): Side[] {
  const sides: Side[] = printer.camera ? ['temperatures', 'camera', 'history'] : ['temperatures', 'history'];
  if (printer.job) sides.unshift('job');
  if (printer.job?.drawn) sides.unshift('layers');
  return sides;
}
