/** What stands around every widget: help, a remark about a typed value, the server's refusal with its way out. */

import type { ComponentChildren } from 'preact';
import { quantity } from '../../shared/format';
import type { Value } from '../../wire/basics';
import type { Field } from '../fields';
import type { Session } from '../session';
import { useNearest, words } from '../words';

interface Props {
  session: Session;
  field: Field;
  class?: string;
  children: ComponentChildren;
}

export function FieldFrame({ session, field, class: style = '', children }: Props) {
  const error = errorOf(session, field);
  const remark = session.remarks.value[field.name];
  const fixed = session.judged.value.locked.get(field.name);
  return (
    <div class={`field ${style}`} data-field={field.name} data-wrong={error ? '' : undefined} data-fixed={fixed && ''}>
      {fixed ? (
        <fieldset class="fixed" disabled>
          {children}
        </fieldset>
      ) : (
        children
      )}
      {fixed && <p class="remark">{fixed}</p>}
      {field.help && (
        <p class="help" id={ids(field).help}>
          {field.help}
        </p>
      )}
      <div id={ids(field).said} aria-live="polite">
        {remark && <p class="remark">{remark}</p>}
        {error && (
          <p class="wrong">
            {error.message}
            {error.nearest !== null && (
              <button type="button" class="fix" onClick={() => session.set(field, error.nearest as Value)}>
                {error.nearest === '' ? words.leaveEmpty : useNearest(shown(field, error.nearest))}
              </button>
            )}
          </p>
        )}
      </div>
    </div>
  );
}

/** Ids that tie a field's words to its controls. */
export function ids(field: Field) {
  return { control: `field-${field.name}`, help: `help-${field.name}`, said: `said-${field.name}` };
}

export function describedBy(field: Field): string {
  return field.help ? `${ids(field).help} ${ids(field).said}` : ids(field).said;
}

export function errorOf(session: Session, field: Field) {
  return session.errors.value.find((error) => error.field === field.name);
}

function shown(field: Field, value: Value): string {
  if (field.kind === 'slider' || field.kind === 'stepper') return quantity(Number(value), field.unit);
  if (field.kind === 'choice') return field.options.find((option) => option.value === value)?.title ?? String(value);
  if (field.kind === 'rows') return 'the list put right';
  return `“${value}”`;
}
