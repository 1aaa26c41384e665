/** The customer's choices: presets, the template's groups, plastic and number of pieces. */

import { useState } from 'preact/hooks';
import type { Preset } from '../wire';
import { firstColour } from './address';
import { defaults, grouped, type Group } from './fields';
import { Notices } from './notices';
import type { Session } from './session';
import { Widget } from './widgets/widget';
import { words } from './words';

export function Panel({ session }: { session: Session }) {
  const { template } = session;
  return (
    <section class="panel" aria-label="Your choices">
      <p class="panel-title" aria-hidden="true">
        {template.title}
      </p>
      <p class="summary">{template.summary}</p>
      <Notices session={session} />
      {template.presets.length > 0 && <Presets session={session} />}
      {grouped(session.fields, template.groups).map((group) => (
        <FieldGroup key={group.title} session={session} group={group} />
      ))}
      <Plastic session={session} />
      <About session={session} />
    </section>
  );
}

function Presets({ session }: { session: Session }) {
  const { values } = session.store.design.value;
  // A preset is a whole design: what it does not name is as the template has it.
  const whole = (preset: Preset) => ({ ...defaults(session.fields), ...preset.values });
  const chosen = (preset: Preset) => Object.entries(whole(preset)).every(([name, value]) => values[name] === value);
  return (
    <div class="presets" role="group" aria-label={words.startFrom}>
      {session.template.presets.map((preset) => (
        <button
          type="button"
          key={preset.name}
          class="card"
          aria-pressed={chosen(preset)}
          onClick={() => session.store.mutate({ values: whole(preset) }, `preset ${preset.name}`)}
        >
          <b>{preset.title}</b>
          {preset.help && <small>{preset.help}</small>}
        </button>
      ))}
    </div>
  );
}

function FieldGroup({ session, group }: { session: Session; group: Group }) {
  const basic = group.fields.filter((field) => !field.more);
  const more = group.fields.filter((field) => field.more);
  const [open, setOpen] = useState(false);
  // A refusal or a changed value inside a closed fold would be a riddle.
  const needed = more.some((field) => session.making.errors.value.some((error) => error.field === field.name));
  const draw = (fields: typeof more) =>
    fields.map((field) => <Widget key={field.name} session={session} field={field} />);
  return (
    <section class="group">
      <h2>{group.title}</h2>
      {draw(basic)}
      {more.length > 0 && (
        <details class="more" open={open || needed} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{words.more}</summary>
          {draw(more)}
        </details>
      )}
    </section>
  );
}

function Plastic({ session }: { session: Session }) {
  const { material, colour, quantity } = session.store.design.value;
  const { materials, quantity_limit: most } = session.shop;
  const colours = session.material.value?.colours ?? [];
  const pick = (id: string) => {
    const kept = materials.find((each) => each.id === id)?.colours.some((each) => each.id === colour);
    session.store.mutate({ material: id, colour: kept ? colour : firstColour(materials, id) }, 'material');
  };
  const count = (wanted: number) => session.store.mutate({ quantity: Math.min(Math.max(wanted, 1), most) }, 'quantity');
  return (
    <section class="group">
      <h2>Plastic</h2>
      {materials.length > 1 && (
        <fieldset class="field choice">
          <legend>{words.material}</legend>
          <div class="cards">
            {materials.map((each) => (
              <label key={each.id} class="card">
                <input
                  type="radio"
                  name="_material"
                  value={each.id}
                  checked={each.id === material}
                  onChange={() => pick(each.id)}
                />
                <b>{each.title}</b>
                {each.help && <small>{each.help}</small>}
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <fieldset class="field swatches">
        <legend>
          {words.colour} <span class="chosen">{session.colour.value?.title}</span>
        </legend>
        {colours.map((each) => (
          <label key={each.id} title={each.title}>
            <input
              type="radio"
              name="_colour"
              value={each.id}
              checked={each.id === colour}
              onChange={() => session.store.mutate({ colour: each.id }, 'colour')}
            />
            <i style={{ background: each.hex }} />
            <span class="hidden">{each.title}</span>
          </label>
        ))}
      </fieldset>
      <div class="field stepper">
        <label for="quantity">{words.quantity}</label>
        <span class="steps">
          <button
            type="button"
            aria-label="One piece less"
            disabled={quantity <= 1}
            onClick={() => count(quantity - 1)}
          >
            −
          </button>
          <span class="number">
            <input
              id="quantity"
              type="text"
              inputMode="numeric"
              value={quantity}
              onBlur={(event) => {
                const wanted = Math.round(Number(event.currentTarget.value));
                if (Number.isFinite(wanted)) count(wanted);
                event.currentTarget.value = String(session.store.design.value.quantity);
              }}
            />
          </span>
          <button
            type="button"
            aria-label="One piece more"
            disabled={quantity >= most}
            onClick={() => count(quantity + 1)}
          >
            +
          </button>
        </span>
      </div>
    </section>
  );
}

function About({ session }: { session: Session }) {
  const { need, when_not: not, author, licence, version } = session.template;
  const digest = session.making.digest.value;
  return (
    <footer class="about">
      {need && (
        <p>
          <b>{words.aboutNeed}</b> {need}
        </p>
      )}
      {not && (
        <p>
          <b>{words.aboutNot}</b> {not}
        </p>
      )}
      <p>
        {words.aboutBy} {author}, {licence}, version {version}
      </p>
      {digest && (
        <p class="digest" title={digest}>
          Design {digest.slice(0, 8)}…
        </p>
      )}
    </footer>
  );
}
