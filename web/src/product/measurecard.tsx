/** Measuring: what was clicked on, and the main measures as a list that needs no pointer. */

import { useEffect, useRef } from 'preact/hooks';
import { decimal } from '../shared/format';
import { fully, named } from './readings';
import type { Session } from './session';
import { alike, words } from './words';

/** Said here and nowhere else, so that the form does not wait for it. */
const own = {
  leaveMeasuring: 'Stop measuring',
  howToPoint: 'Point at an edge to read it. Click two places for the distance between them.',
} as const;

export function MeasureCard({ session }: { session: Session }) {
  const { looking } = session;
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (matchMedia('(min-width: 821px)').matches) card.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || document.querySelector('dialog[open]')) return;
      // Whoever came by keyboard goes back to where they came from.
      if (card.current?.contains(document.activeElement)) document.getElementById('tool-measure')?.focus();
      looking.leaveMeasuring();
    };
    addEventListener('keydown', leave);
    return () => removeEventListener('keydown', leave);
  }, [looking]);
  const reading = looking.reading.value;
  const sizes = session.making.report.value?.sizes;
  const measures = looking.measures.value;
  const parts = new Set(measures.map((measure) => measure.part)).size;
  return (
    <section class="measures" aria-label={words.measure} ref={card}>
      <h2>{words.measure}</h2>
      <p class="reading" role="status">
        {reading ? fully(reading) : own.howToPoint}
      </p>
      {sizes && (
        <p class="quiet-words">
          {words.outside} {[sizes.x, sizes.y, sizes.z].map((each) => decimal(each)).join(' × ')} mm
        </p>
      )}
      {measures.length > 0 && (
        <ul>
          {measures.map((measure) => {
            const { title, size } = named(measure);
            const pointed = looking.pointed.value === measure;
            return (
              <li key={`${measure.part} ${measure.kind} ${measure.value}`}>
                <button
                  type="button"
                  aria-pressed={pointed}
                  onClick={() => {
                    looking.pointed.value = pointed ? null : measure;
                  }}
                >
                  <span>
                    {title} <small>{alike(measure.count, parts > 1 ? measure.part : '')}</small>
                  </span>
                  <b>{size}</b>
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <button type="button" class="fix" onClick={() => looking.leaveMeasuring()}>
        {own.leaveMeasuring}
      </button>
    </section>
  );
}
