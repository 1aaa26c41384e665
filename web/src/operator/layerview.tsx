/** The layers of a job in the print room, with what its proof found and where the printer is. */

import * as calls from './calls';
import { lazy } from '../shared/lazy';
import type { Room } from './room';
import { words } from './words';

const LayerDialog = lazy(async () => (await import('../layers/dialog')).LayerDialog);

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

export function LayerView({ room }: { room: Room }) {
  const id = room.viewed.value;
  if (id === null) return null;
  const { queue, printers } = room.farm.value;
  const job = queue.find((each) => each.id === id);
  const printed = printers.find((printer) => printer.job?.id === id)?.job;
  return (
    <LayerDialog
      key={id}
      title={job?.title ?? printed?.title ?? words.layers}
      load={() => calls.jobLayers(id)}
      places={() => calls.jobPlaces(id)}
      found={job?.proof ?? null}
      running={printed?.layer ?? null}
      close={() => {
        room.viewed.value = null;
      }}
    />
  );
}
