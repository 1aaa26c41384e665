/** The layers of a job in the print room, with what its proof found and where the printer is. */

import * as calls from './calls';
import { lazy } from '../shared/lazy';
import type { PrinterJob } from '../wire/printers';
import type { Room } from './room';
import { words } from './words';

const LayerDialog = lazy(async () => (await import('../layers/dialog')).LayerDialog);
const LayerView = lazy(async () => (await import('../layers/view')).LayerView);

export function LayersButton({ room, job }: { room: Room; job: { id: string; title: string } }) {
  return (
    <button
      type="button"
      class="small"
      aria-label={`${words.layers}: ${job.title}`}
      onClick={() => {
        room.viewed.value = job.id;
      }}
    >
      {words.layers}
    </button>
  );
}

/** What a printer prints, layer by layer, beside everything else. */
export function LayersHere({ room, job }: { room: Room; job: PrinterJob }) {
  return (
    <div class="layers-here">
      <LayerView key={job.id} {...viewed(room, job.id)} />
      <button
        type="button"
        class="small larger"
        onClick={() => {
          room.viewed.value = job.id;
        }}
      >
        {words.larger}
      </button>
    </div>
  );
}

/** The layers of one job in a window of their own. */
export function LayerWindow({ room }: { room: Room }) {
  const id = room.viewed.value;
  if (id === null) return null;
  const { queue, printers } = room.farm.value;
  const title = (queue.find((job) => job.id === id) ?? printers.find(({ job }) => job?.id === id)?.job)?.title;
  return (
    <LayerDialog
      key={id}
      title={title ?? words.layers}
      {...viewed(room, id)}
      close={() => {
        room.viewed.value = null;
      }}
    />
  );
}

function viewed(room: Room, id: string) {
  const { queue, printers } = room.farm.value;
  return {
    load: () => calls.jobLayers(id),
    places: () => calls.jobPlaces(id),
    found: queue.find((job) => job.id === id)?.proof ?? null,
    whole: true,
    running: printers.find((printer) => printer.job?.id === id)?.job?.layer ?? null,
  };
}
