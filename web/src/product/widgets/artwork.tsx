/** A photo or drawing of one's own, or one of the samples. What was chosen before stays until the new one is read. */

import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import * as brought from './brought';
import type { ArtworkField } from '../fields';
import { Model } from './model';
import type { Session } from '../session';
import { words } from '../words';
import { describedBy, FieldFrame, ids } from './field';

const TYPES = { image: 'image/png,image/jpeg,image/webp', drawing: 'image/svg+xml,.svg' } as const;

export function Artwork({ session, field }: { session: Session; field: ArtworkField }) {
  if (field.brings === 'model') return <Model session={session} field={field} />;
  return <Picture session={session} field={field} brings={field.brings} />;
}

interface Props {
  session: Session;
  field: ArtworkField;
  brings: keyof typeof TYPES;
}

function Picture({ session, field, brings }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const reading = useSignal(false);
  const said = useSignal<readonly string[]>([]);
  const wrong = useSignal('');
  const value = String(session.value(field));
  const bring = async (file: File | null | undefined) => {
    if (!file || reading.peek()) return;
    reading.value = true;
    wrong.value = '';
    try {
      const { artwork, notes } = await brought.bring(brings, file);
      said.value = notes;
      session.set(field, artwork);
    } catch (reason) {
      wrong.value = reason instanceof Error ? reason.message : words.unreachable;
    } finally {
      reading.value = false;
      if (input.current) input.current.value = '';
    }
  };
  const own = field.samples.includes(value) ? [] : [value];
  return (
    <FieldFrame session={session} field={field} class="artwork">
      <fieldset
        aria-describedby={describedBy(field)}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          void bring(event.dataTransfer?.files[0]);
        }}
        onPaste={(event) => void bring(event.clipboardData?.files[0])}
      >
        <legend>{field.title}</legend>
        <div class="cards">
          {[...own, ...field.samples].map((name) => (
            <label key={name} class="card thumb">
              <input
                type="radio"
                name={field.name}
                value={name}
                checked={name === value}
                onChange={() => session.set(field, name)}
              />
              <img src={brought.artworkAddress(name)} alt={field.samples.includes(name) ? name : words.yours} />
            </label>
          ))}
        </div>
        <p class="bring">
          <input
            ref={input}
            id={ids(field).control}
            class="hidden"
            type="file"
            accept={TYPES[brings]}
            aria-label={`${field.title}: ${words.bringFile}`}
            onChange={(event) => void bring(event.currentTarget.files?.[0])}
          />
          <button type="button" class="second" disabled={reading.value} onClick={() => input.current?.click()}>
            {reading.value ? `${words.reading}…` : words.bringFile}
          </button>
          <small>{words.orDrop}</small>
        </p>
      </fieldset>
      {said.value.map((note) => (
        <p key={note} class="remark">
          {note}
        </p>
      ))}
      {wrong.value && (
        <p class="wrong" role="alert">
          {wrong.value}
        </p>
      )}
    </FieldFrame>
  );
}
