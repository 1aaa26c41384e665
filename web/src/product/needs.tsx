/** Plain questions for those who do not want to set sizes; every answer is applied at once. */

import { useState } from 'preact/hooks';
import type { Answer, Need } from '../wire/form';
import type { Session } from './session';
import { words } from './words';

export function Needs({ session }: { session: Session }) {
  const { needs } = session.template.value;
  const [open, setOpen] = useState(false);
  if (!needs.length) return null;
  return (
    <details class="needs" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.helpMe}</summary>
      {open && needs.map((need) => <Question key={need.question} session={session} need={need} />)}
    </details>
  );
}

function Question({ session, need }: { session: Session; need: Need }) {
  const { values } = session.store.design.value;
  const given = (answer: Answer) => Object.entries(answer.values).every(([name, value]) => values[name] === value);
  return (
    <fieldset class="field choice">
      <legend>{need.question}</legend>
      <div class="cards">
        {need.answers.map((answer) => (
          <button
            type="button"
            key={answer.title}
            class="card"
            aria-pressed={given(answer)}
            onClick={() => session.apply(answer.values, `need ${need.question}`)}
          >
            <b>{answer.title}</b>
            {answer.help && <small>{answer.help}</small>}
          </button>
        ))}
      </div>
      {need.help && <p class="help">{need.help}</p>}
    </fieldset>
  );
}
