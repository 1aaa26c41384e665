/** Says whether what the page shows is what happens now. */

import type { Signal } from '@preact/signals';
import type { Line } from './stream';

const WORDS: Record<Line, string> = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Connection lost, trying again',
};

export function Connection({ line }: { line: Signal<Line> }) {
  return (
    <p class="connection" data-line={line.value} role="status">
      {WORDS[line.value]}
    </p>
  );
}
