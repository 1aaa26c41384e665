/** A model file of one's own: what it is, in which unit, and the repairs that it needs, each to be agreed to. */

import { Bringing } from '../../shared/bringing';
import { decimal } from '../../shared/format';
import type { OwnFile, Repair } from '../../wire/own';
import type { ArtworkField } from '../fields';
import type { Session } from '../session';
import { FieldFrame } from './field';
import './model.css';

const words = {
  other: 'Another file',
  question: 'In which unit is it drawn?',
  units: { inch: 'Inches', meter: 'Metres', centimeter: 'Centimetres', millimeter: 'Millimetres' },
  repairs: 'Repairs',
  why: 'Nothing is changed before you agree. Tick what you want; the picture shows it at once.',
  all: 'Accept all',
  compare: 'Accept all and compare with before',
  unknown: 'none that could be told',
} as const;
const UNITS = ['inch', 'meter', 'millimeter', 'centimeter'] as const;

export function Model({ session, field }: { session: Session; field: ArtworkField }) {
  const own = session.making.report.value?.own_file;
  const sample = field.samples.includes(String(session.value(field)));
  const { uploads } = session.shop;
  return (
    <FieldFrame session={session} field={field} class="own-file">
      {own && !sample && <p class="own-facts">{facts(own)}</p>}
      {uploads && (
        <Bringing
          uploads={uploads}
          brought={({ file }) => {
            // What was agreed to for one file is not agreed to for another.
            const plain = session.fields.peek().filter((each) => each.name !== field.name);
            session.apply(
              { ...Object.fromEntries(plain.map((each) => [each.name, each.default])), [field.name]: file },
              'file',
            );
          }}
        />
      )}
      {own?.notes.map((note) => (
        <p key={note} class="remark">
          {note}
        </p>
      ))}
      {own?.suspect && <Unit session={session} own={own} />}
      {own && own.repairs.length > 0 && <Repairs session={session} repairs={own.repairs} />}
    </FieldFrame>
  );
}

function Unit({ session, own }: { session: Session; own: OwnFile }) {
  const likely = [...UNITS].sort((a, b) => Number(b === own.likely) - Number(a === own.likely));
  return (
    <section class="own-asks" aria-labelledby="own-unit">
      <h3 id="own-unit">{words.question}</h3>
      {likely.map((unit) => (
        <button key={unit} type="button" class="fix" onClick={() => session.apply({ units: unit }, 'units')}>
          {words.units[unit]}: {(own.sizes[unit] ?? []).map((size) => decimal(size, size < 10 ? 2 : 0)).join(' × ')} mm
        </button>
      ))}
    </section>
  );
}

function Repairs({ session, repairs }: { session: Session; repairs: readonly Repair[] }) {
  const offered = repairs.filter((repair) => !repair.accepted);
  const accept = () => session.apply(Object.fromEntries(offered.map(({ name }) => [name, true])), 'repairs');
  return (
    <section class="own-repairs" aria-labelledby="own-repairs">
      <h3 id="own-repairs">{words.repairs}</h3>
      <p>{words.why}</p>
      <ul>
        {repairs.map((repair) => (
          <li key={repair.name}>
            <label>
              <input
                id={`field-${repair.name}`}
                type="checkbox"
                checked={session.store.design.value.values[repair.name] === true}
                onChange={(event) =>
                  session.apply({ [repair.name]: event.currentTarget.checked }, `repair ${repair.name}`)
                }
              />
              {repair.title}
            </label>
            <p>{repair.words}</p>
            <p>{change(repair)}</p>
          </li>
        ))}
      </ul>
      {offered.length > 0 && (
        <p class="own-ways">
          <button type="button" class="second" onClick={accept}>
            {words.all}
          </button>
          <button
            type="button"
            class="second"
            disabled={!session.present.value}
            onClick={() => {
              session.keep();
              accept();
            }}
          >
            {words.compare}
          </button>
        </p>
      )}
    </section>
  );
}

function facts(own: OwnFile): string {
  const bodies = own.bodies === 1 ? 'one body' : `${decimal(own.bodies, 0)} bodies`;
  const triangles = own.triangles === null ? [] : [`${decimal(own.triangles, 0)} triangles`];
  const volume = own.volume_mm3 === null ? [] : [cubic(own.volume_mm3)];
  return [own.format, ...triangles, bodies, ...volume].join(', ');
}

function change(repair: Repair): string {
  const before = repair.volume_before === null ? words.unknown : cubic(repair.volume_before);
  const after = repair.volume_after === null ? words.unknown : cubic(repair.volume_after);
  const triangles = `${decimal(repair.triangles_before, 0)} → ${decimal(repair.triangles_after, 0)}`;
  return `Volume ${before} → ${after}; triangles ${triangles}.`;
}

function cubic(volume: number): string {
  return volume < 1000 ? `${Number(volume.toPrecision(4))} mm³` : `${decimal(volume / 1000, 2)} cm³`;
}
