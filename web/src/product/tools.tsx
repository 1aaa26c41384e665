/** What can be done with the picture: sizes, a cut, the way back. */

import { useState } from 'preact/hooks';
import type { Viewer } from '../viewer/viewer';
import { words } from './words';

export function Tools({ viewer }: { viewer: () => Viewer | null }) {
  const [sizes, setSizes] = useState(true);
  const [cut, setCut] = useState<number | null>(null);
  const move = (share: number | null) => {
    setCut(share);
    viewer()?.cut(share);
  };
  return (
    <>
      <div class="tools" role="toolbar" aria-label="View">
        <button
          type="button"
          aria-pressed={sizes}
          onClick={() => {
            setSizes(!sizes);
            viewer()?.showSizes(!sizes);
          }}
        >
          {words.sizes}
        </button>
        <button type="button" aria-pressed={cut !== null} onClick={() => move(cut === null ? 0.5 : null)}>
          {words.cut}
        </button>
        <button type="button" onClick={() => viewer()?.home()}>
          {words.reset}
        </button>
      </div>
      {cut !== null && (
        <label class="cutter">
          {words.where}
          <input
            class="range"
            type="range"
            min={0}
            max={100}
            value={cut * 100}
            style={{ '--filled': `${cut * 100}%` }}
            onInput={(event) => move(Number(event.currentTarget.value) / 100)}
          />
        </label>
      )}
    </>
  );
}
