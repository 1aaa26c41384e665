/** Bringing a model file: the button and the place to drop it, how far it is, and what is wrong with it. */

import type { ComponentChildren } from 'preact';
import { useCallback, useRef, useState } from 'preact/hooks';
import type { Brought } from '../wire/own';
import type { Uploads } from '../wire/shop';
import { Bar } from './bar';
import './bringing.css';
import { upload } from './upload';

const words = {
  choose: 'Choose a file',
  drop: 'or drop it here',
  sending: 'Sending',
  reading: 'Reading and checking',
  unreachable: 'The shop does not answer. Please try again.',
} as const;
/** What the formats are called, and what their files end in. */
const FORMATS: Readonly<Record<string, readonly [string, string]>> = {
  stl: ['STL', '.stl'],
  '3mf': ['3MF', '.3mf'],
  obj: ['OBJ', '.obj'],
  step: ['STEP', '.step,.stp'],
};
const MEGABYTE = 1 << 20;

export type Bring = (file: File | null | undefined) => void;

interface Props {
  uploads: Uploads;
  brought: (brought: Brought) => void;
  /** Something that wants to bring files too. */
  also?: (bring: Bring) => ComponentChildren;
}

export function Bringing({ uploads, brought, also }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const busy = useRef(false);
  const [share, setShare] = useState<number | null>(null);
  const [wrong, setWrong] = useState('');
  const bring = useCallback<Bring>(
    (file) => {
      if (!file || busy.current) return;
      setWrong('');
      if (file.size > uploads.bytes) {
        setWrong(tooLarge(file, uploads));
        return;
      }
      busy.current = true;
      setShare(0);
      upload(file, setShare)
        .then(brought, (reason: unknown) => setWrong(reason instanceof Error ? reason.message : words.unreachable))
        .finally(() => {
          busy.current = false;
          setShare(null);
          if (input.current) input.current.value = '';
        });
    },
    [uploads, brought],
  );
  const kinds = uploads.formats.flatMap((each) => FORMATS[each] ?? []).filter((_, index) => index % 2 === 0);
  return (
    <div
      class="bringing"
      data-busy={share !== null || undefined}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        bring(event.dataTransfer?.files[0]);
      }}
    >
      <input
        ref={input}
        class="hidden"
        type="file"
        tabIndex={-1}
        aria-label={words.choose}
        accept={uploads.formats.map((each) => FORMATS[each]?.[1] ?? `.${each}`).join()}
        onChange={(event) => bring(event.currentTarget.files?.[0])}
      />
      <button type="button" class="second" disabled={share !== null} onClick={() => input.current?.click()}>
        {words.choose}
      </button>{' '}
      <span>{words.drop}</span>
      <small>
        {kinds.join(', ')}, up to {size(uploads.bytes)}
      </small>
      {share !== null && (
        <div class="bringing-way" role="status">
          <p>{share < 1 ? `${words.sending}, ${Math.round(share * 100)} %` : `${words.reading}…`}</p>
          <Bar progress={share} label={words.sending} />
        </div>
      )}
      {wrong && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
      {also?.(bring)}
    </div>
  );
}

function size(bytes: number): string {
  return `${Number((bytes / MEGABYTE).toPrecision(3))} MB`;
}

function tooLarge(file: File, uploads: Uploads): string {
  return (
    `“${file.name}” has ${size(file.size)}; this shop takes ${size(uploads.bytes)} at most. ` +
    'Please save the model coarser, or as binary STL or 3MF, which are smaller.'
  );
}
