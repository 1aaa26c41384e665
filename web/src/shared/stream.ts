/**
 * One stream of events from the server: closed while nobody looks, opened again when somebody does.
 *
 * A browser opens six connections to one host over HTTP/1.1, so a forgotten tab must not hold one.
 */

import { signal, type Signal } from '@preact/signals';

export type Line = 'connecting' | 'live' | 'lost';

export interface Stream {
  line: Signal<Line>;
  close(): void;
}

/** Ms without a word after which the stream is called lost; the server says something each 10 s. */
const SILENCE = 30_000;
/** Ms before we open a stream that the browser has given up on. */
const AGAIN = 2_000;

/** `refused` is told when the server ends the stream for good, so that the page can ask why. */
export function stream<T>(address: string, event: string, heard: (news: T) => void, refused: () => void): Stream {
  const line = signal<Line>('connecting');
  let source: EventSource | null = null;
  let retry = 0;
  let silence = 0;
  const alive = () => {
    line.value = 'live';
    clearTimeout(silence);
    silence = window.setTimeout(() => {
      // Beats are comments, which a page never sees: only asking again tells silence from a dead line.
      stop();
      start();
    }, SILENCE);
  };
  const start = () => {
    if (document.hidden || source) return;
    source = new EventSource(address);
    source.addEventListener('open', alive);
    source.addEventListener(event, (message) => {
      alive();
      heard(JSON.parse((message as MessageEvent<string>).data) as T);
    });
    source.addEventListener('error', () => {
      line.value = 'lost';
      if (source?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
      stop();
      refused();
      retry = window.setTimeout(start, AGAIN);
    });
  };
  const stop = () => {
    clearTimeout(retry);
    clearTimeout(silence);
    source?.close();
    source = null;
  };
  const look = () => (document.hidden ? stop() : start());
  document.addEventListener('visibilitychange', look);
  start();
  return {
    line,
    close: () => {
      document.removeEventListener('visibilitychange', look);
      stop();
    },
  };
}
