/** Where the model is cut open: across which axis, how far along, which half stays. */

import { decimal } from '../shared/format';
import type { Axis, Cut } from '../viewer/section';
import type { Session } from './session';
import { words } from './words';

const AXES: readonly Axis[] = ['x', 'y', 'z'];

export function Cutter({ session, cut }: { session: Session; cut: Cut }) {
  const { looking, making } = session;
  const change = (some: Partial<Cut>) => {
    looking.cut.value = { ...cut, ...some };
  };
  const sizes = looking.stands.value === 'assembled' ? making.report.value?.sizes : undefined;
  const at = sizes ? `${decimal(cut.share * sizes[cut.axis], 1)} mm` : `${decimal(cut.share * 100, 0)} %`;
  return (
    <div class="cutter" role="group" aria-label={words.cut}>
      <div class="axes" role="group" aria-label={words.cutAcross}>
        {AXES.map((axis) => (
          <button
            key={axis}
            type="button"
            aria-pressed={axis === cut.axis}
            onClick={() => change({ axis, share: 0.5, flipped: false })}
          >
            {words.axes[axis]}
          </button>
        ))}
      </div>
      <button type="button" class="flip" aria-pressed={cut.flipped} onClick={() => change({ flipped: !cut.flipped })}>
        {words.flip}
      </button>
      <label>
        <span class="hidden">{words.where}</span>
        <input
          class="range"
          type="range"
          min={0}
          max={100}
          step={0.5}
          value={cut.share * 100}
          aria-valuetext={at}
          style={{ '--filled': `${cut.share * 100}%` }}
          onInput={(event) => change({ share: Number(event.currentTarget.value) / 100 })}
        />
      </label>
      <output>{at}</output>
    </div>
  );
}
