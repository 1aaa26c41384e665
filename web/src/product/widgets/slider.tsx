/** A length, angle or share: a slider, the number, its unit. */

import { decimal, quantity, spokenUnit } from '../../shared/format';
import type { NumberField } from '../fields';
import { snapped } from '../limits';
import type { Session } from '../session';
import { describedBy, FieldFrame, ids } from './field';
import { NumberBox } from './number';
import { toleranceWords, words } from '../words';

export function Slider({ session, field }: { session: Session; field: NumberField }) {
  const value = Number(session.value(field));
  const share = (100 * (value - field.minimum)) / (field.maximum - field.minimum || 1);
  const { most, least } = session.judged.value;
  const part = (at: number) =>
    Math.min(Math.max((100 * (at - field.minimum)) / (field.maximum - field.minimum || 1), 0), 100);
  const upper = most.get(field.name)?.limit ?? field.maximum;
  const lower = least.get(field.name)?.limit ?? field.minimum;
  const { control } = ids(field);
  const letGo = () => session.store.release();
  return (
    <FieldFrame session={session} field={field} class="slider">
      <label for={control}>{field.title}</label>
      <NumberBox session={session} field={field} />
      <input
        id={control}
        class="range"
        type="range"
        min={field.minimum}
        max={field.maximum}
        step={field.step}
        value={value}
        style={{ '--filled': `${share}%`, '--from': `${part(lower)}%`, '--to': `${part(upper)}%` }}
        aria-valuetext={`${decimal(value)} ${spokenUnit(field.unit)}`.trim()}
        aria-describedby={describedBy(field)}
        title={`${quantity(field.minimum, field.unit)} to ${quantity(field.maximum, field.unit)}`}
        onPointerDown={() => session.store.hold()}
        onPointerUp={letGo}
        onPointerCancel={letGo}
        onLostPointerCapture={letGo}
        onInput={(event) => session.set(field, snapped(field, Number(event.currentTarget.value)))}
      />
      {field.measure && (
        <details class="how">
          <summary>{words.howTo}</summary>
          <p>
            {field.measure.how} {toleranceWords(field.measure.tolerance)}
          </p>
        </details>
      )}
    </FieldFrame>
  );
}
