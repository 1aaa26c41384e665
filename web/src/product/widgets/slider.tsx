/** A length, angle or share: a slider, the number, its unit. */

import { decimal, quantity, spokenUnit } from '../../shared/format';
import type { NumberField } from '../fields';
import { snapped } from '../limits';
import type { Session } from '../session';
import { describedBy, FieldFrame, ids } from './field';
import { NumberBox } from './number';

export function Slider({ session, field }: { session: Session; field: NumberField }) {
  const value = Number(session.value(field));
  const share = (100 * (value - field.minimum)) / (field.maximum - field.minimum || 1);
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
        style={{ '--filled': `${share}%` }}
        aria-valuetext={`${decimal(value)} ${spokenUnit(field.unit)}`.trim()}
        aria-describedby={describedBy(field)}
        title={`${quantity(field.minimum, field.unit)} to ${quantity(field.maximum, field.unit)}`}
        onPointerDown={() => session.store.hold()}
        onPointerUp={letGo}
        onPointerCancel={letGo}
        onLostPointerCapture={letGo}
        onInput={(event) => session.set(field, snapped(field, Number(event.currentTarget.value)))}
      />
    </FieldFrame>
  );
}
