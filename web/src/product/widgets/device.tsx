/** A thing out of a table: found by typing, with the dimensions that come with it and who says so. */

import { useState } from 'preact/hooks';
import { decimal } from '../../shared/format';
import type { ChoiceField } from '../fields';
import type { Session } from '../session';
import { words } from '../words';
import { describedBy, FieldFrame, ids } from './field';

/** Fewer things than these need no search. */
const LOOKED_THROUGH = 7;

export function Device({ session, field }: { session: Session; field: ChoiceField }) {
  const [sought, seek] = useState('');
  const value = session.value(field);
  const words_ = sought.toLowerCase().split(/\s+/);
  const found = field.options.filter(
    (option) => option.value === value || words_.every((word) => option.title.toLowerCase().includes(word)),
  );
  const chosen = field.options.find((option) => option.value === value);
  const sizes = Object.entries(chosen?.sizes ?? {});
  return (
    <FieldFrame session={session} field={field} class="device">
      <label for={ids(field).control}>{field.title}</label>
      {field.options.length > LOOKED_THROUGH && (
        <input
          type="search"
          class="seek"
          placeholder={words.search}
          aria-label={`${words.search}: ${field.title}`}
          value={sought}
          onInput={(event) => seek(event.currentTarget.value)}
        />
      )}
      <select
        id={ids(field).control}
        aria-describedby={describedBy(field)}
        value={String(value)}
        onChange={(event) => {
          const picked = field.options.find((option) => String(option.value) === event.currentTarget.value);
          if (picked) session.set(field, picked.value);
        }}
      >
        {found.map((option) => (
          <option key={String(option.value)} value={String(option.value)} selected={option.value === value}>
            {option.title}
          </option>
        ))}
      </select>
      {chosen?.help && <p class="help">{chosen.help}</p>}
      {sizes.length > 0 && (
        <p class="help facts">
          {sizes.map(([name, size]) => `${name.replaceAll('_', ' ')} ${decimal(size)}`).join(', ')}
          {chosen?.source && <small> Source: {chosen.source}.</small>}
        </p>
      )}
    </FieldFrame>
  );
}
