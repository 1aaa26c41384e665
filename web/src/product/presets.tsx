/** Where to start from: whole designs with their pictures. */

import type { Preset } from '../wire/form';
import { defaults } from './fields';
import type { Session } from './session';
import { words } from './words';

export function Presets({ session }: { session: Session }) {
  const { values } = session.store.design.value;
  const { presets } = session.template.value;
  if (!presets.length) return null;
  // A preset is a whole design: what it does not name is as the template has it.
  const whole = (preset: Preset) => ({ ...defaults(session.fields.value), ...preset.values });
  const chosen = (preset: Preset) => Object.entries(whole(preset)).every(([name, value]) => values[name] === value);
  return (
    <div class="presets" role="group" aria-label={words.startFrom}>
      {presets.map((preset) => (
        <button
          type="button"
          key={preset.name}
          class="card preset"
          data-preset={preset.name}
          title={preset.help}
          aria-pressed={chosen(preset)}
          onClick={() => session.apply(whole(preset), `preset ${preset.name}`)}
        >
          <img
            src={`${preset.picture}&_width=240&_height=180&_format=webp`}
            alt=""
            loading="lazy"
            width={120}
            height={90}
          />
          <b>{preset.title}</b>
          {preset.help && <small>{preset.help}</small>}
        </button>
      ))}
    </div>
  );
}
