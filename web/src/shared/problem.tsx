/** A page that could not be opened: what happened and where to go. */

import { Refused, Unreachable } from '../api';

interface Props {
  reason: unknown;
  /** Said in place of the server's own words. */
  words?: string | undefined;
  way?: { words: string; address: string };
}

export function Problem({ reason, words, way }: Props) {
  return (
    <main class="problem">
      <h1>{words ?? sentence(reason)}</h1>
      <p class="problem-ways">
        <button type="button" class="fix" onClick={() => location.reload()}>
          Try again
        </button>
        {way && (
          <a class="fix" href={way.address}>
            {way.words}
          </a>
        )}
      </p>
    </main>
  );
}

function sentence(reason: unknown): string {
  if (reason instanceof Refused) return reason.message;
  if (reason instanceof Unreachable) return 'The shop does not answer. Look at your connection and try again.';
  return reason instanceof Error ? reason.message : 'This page could not be opened.';
}
