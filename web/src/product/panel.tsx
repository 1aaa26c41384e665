/** The customer's choices: where to start from, questions, the template's groups, plastic and number of pieces. */

import { useState } from 'preact/hooks';
import { grouped, type Group } from './fields';
import { CompareCard, Hardware, MeasureCard, Needs, Notices, Plastic } from './lazily';
import { Presets } from './presets';
import type { Session } from './session';
import { Widget } from './widgets/widget';
import { provenAt, words } from './words';

export function Panel({ session }: { session: Session }) {
  const template = session.template.value;
  const { hidden } = session.judged.value;
  const seen = session.fields.value.filter((field) => field.group && !hidden.has(field.name));
  return (
    <section class="panel" aria-label="Your choices">
      {session.looking.measuring.value && <MeasureCard session={session} />}
      <p class="panel-title" aria-hidden="true">
        {template.title}
      </p>
      {template.draft && <p class="draft">{words.draft}</p>}
      <p class="summary">{template.summary}</p>
      {(session.notices.value.length > 0 || session.changes.value.length > 0) && <Notices session={session} />}
      {session.kept.value && <CompareCard session={session} />}
      <Presets session={session} />
      {template.needs.length > 0 && (
        <div class="needs-room">
          <Needs session={session} />
        </div>
      )}
      {grouped(seen, template.groups).map((group) => (
        <FieldGroup key={group.title} session={session} group={group} />
      ))}
      <Hardware title={words.alsoNeeded} things={session.making.report.value?.hardware ?? []} />
      <Plastic session={session} />
      <About session={session} />
    </section>
  );
}

function FieldGroup({ session, group }: { session: Session; group: Group }) {
  const basic = group.fields.filter((field) => !field.more);
  const more = group.fields.filter((field) => field.more);
  const [open, setOpen] = useState(false);
  // A refusal or a changed value inside a closed fold would be a riddle.
  const needed = more.some((field) => session.errors.value.some((error) => error.field === field.name));
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

function About({ session }: { session: Session }) {
  const { need, when_not: not, author, licence, version, proof } = session.template.value;
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
      {proof && <p>{provenAt(proof.settings)}</p>}
      {digest && (
        <p class="digest" title={digest}>
          Design {digest.slice(0, 8)}…
        </p>
      )}
    </footer>
  );
}
