/** The picture: the viewer when the browser can, the server's drawing when it cannot. */

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Viewer } from '../viewer/viewer';
import { Flat, KeptPicture, Said, Tools } from './lazily';
import type { Session } from './session';
import { words } from './words';

type Drawing = 'starting' | 'live' | 'flat';

const TURN = 0.12; // radians for one press of an arrow key

export function Stage({ session }: { session: Session }) {
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const labels = useRef<HTMLDivElement>(null);
  const viewer = useRef<Viewer | null>(null);
  const led = useRef<Viewer | null>(null);
  const [drawing, setDrawing] = useState<Drawing>('starting');
  const [lost, setLost] = useState(false);
  const kept = session.kept.value;
  const lead = useCallback((other: Viewer | null) => {
    led.current = other;
  }, []);

  useEffect(() => {
    let end = () => {};
    let gone = false;
    const begin = async () => {
      try {
        const [{ picture }] = await Promise.all([import('./picture'), import('../viewer/viewer')]);
        if (gone || !host.current || !canvas.current || !labels.current) return;
        const drawn = picture(session, {
          host: host.current,
          canvas: canvas.current,
          labels: labels.current,
          lost: setLost,
          turned: (view) => led.current?.look(view),
        });
        ({ end, viewer: viewer.current } = drawn);
        setDrawing('live');
      } catch {
        // No WebGL, or the viewer could not be loaded: the drawn picture serves, and ordering works as ever.
        setDrawing('flat');
      }
      session.start();
    };
    void begin();
    return () => {
      gone = true;
      end();
    };
  }, [session]);

  const flat = drawing === 'flat';
  return (
    <section class="stage" aria-label="Picture" data-split={kept ? '' : undefined}>
      <div class="half">
        <div class="view" ref={host}>
          <canvas
            id="stage"
            ref={canvas}
            hidden={flat}
            tabIndex={0}
            role="img"
            aria-label={`${session.template.value.title} in 3D`}
            aria-describedby="described view-keys"
            onKeyDown={(event) => {
              if (viewer.current && pressed(viewer.current, event)) event.preventDefault();
            }}
          />
          {flat && (
            <Flat
              session={session}
              made={session.making.made.value}
              dressed={session.store.design.value}
              alt={session.making.report.value?.words ?? session.template.value.title}
            />
          )}
        </div>
        <div class="labels" ref={labels} />
        {kept && <p class="caption">{words.now}</p>}
      </div>
      {kept && <KeptPicture session={session} kept={kept} beside={viewer.current} lead={lead} />}
      <p id="view-keys" class="hidden">
        {words.keys}
      </p>
      <Tools session={session} viewer={() => viewer.current} flat={flat} />
      <Said session={session} lost={lost} flat={flat} />
    </section>
  );
}

function pressed(viewer: Viewer, { key, shiftKey }: KeyboardEvent): boolean {
  const turn = shiftKey ? 3 * TURN : TURN;
  switch (key) {
    case 'ArrowLeft':
      viewer.turn(-turn, 0);
      return true;
    case 'ArrowRight':
      viewer.turn(turn, 0);
      return true;
    case 'ArrowUp':
      viewer.turn(0, -turn);
      return true;
    case 'ArrowDown':
      viewer.turn(0, turn);
      return true;
    case '+':
    case '=':
      viewer.zoom(0.87);
      return true;
    case '-':
      viewer.zoom(1.15);
      return true;
    case '0':
      viewer.home();
      return true;
    default:
      return false;
  }
}
