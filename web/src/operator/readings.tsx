/** How hot a printer is, and what is loaded. */

import type { Temperatures } from '../wire/printers';
import { words } from './words';

export function Readings({ temperatures, material }: { temperatures: Temperatures | null; material: string | null }) {
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
