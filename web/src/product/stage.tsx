/** The picture: the viewer when the browser can, the server's drawing when it cannot. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { pictureAddress } from '../api';
import { note } from '../shared/page';
import type { Viewer } from '../viewer/viewer';
import { SLOT } from './address';
import type { Session } from './session';
import { follow } from './follow';
import { Said } from './said';
import { Tools } from './tools';
import { words } from './words';

type Drawing = 'starting' | 'live' | 'flat';

const TURN = 0.12; // radians for one press of an arrow key

export function Stage({ session }: { session: Session }) {
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const labels = useRef<HTMLDivElement>(null);
  const viewer = useRef<Viewer | null>(null);
  const [drawing, setDrawing] = useState<Drawing>('starting');
  const [lost, setLost] = useState(false);

  useEffect(() => {
    let stop = () => {};
    let gone = false;
    const begin = async () => {
      try {
        const { Viewer } = await import('../viewer/viewer');
        if (gone || !host.current || !canvas.current || !labels.current) return;
        const asked = new URLSearchParams(location.search).get('_tier');
        viewer.current = new Viewer(
          host.current,
          canvas.current,
          labels.current,
          {
            drawn: (pictures) => note({ frames: pictures }),
            pinned: (id) => {
              session.picked.value = Number(id);
            },
            lost: setLost,
          },
          asked === 'low' || asked === 'high' ? asked : null,
        );
        stop = follow(session, viewer.current);
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
      stop();
      viewer.current?.dispose();
    };
  }, [session]);

  return (
    <section class="stage" aria-label="Picture">
      <div class="view" ref={host}>
        <canvas
          id="stage"
          ref={canvas}
          hidden={drawing === 'flat'}
          tabIndex={0}
          role="img"
          aria-label={`${session.template.value.title} in 3D`}
          aria-describedby="described view-keys"
          onKeyDown={(event) => {
            if (viewer.current && pressed(viewer.current, event)) event.preventDefault();
          }}
        />
        {drawing === 'flat' && <Flat session={session} />}
      </div>
      <div class="labels" ref={labels} />
      <p id="view-keys" class="hidden">
        {words.keys}
      </p>
      {drawing !== 'flat' && <Tools viewer={() => viewer.current} />}
      <Said session={session} lost={lost} flat={drawing === 'flat'} />
    </section>
  );
}

/** The drawn picture of the design that was last made. */
function Flat({ session }: { session: Session }) {
  const made = session.making.made.value;
  const query = new URLSearchParams(made ? session.making.query(made) : '');
  query.set('_width', '1200');
  query.set('_height', '900');
  const { colour, colours } = session.store.design.value;
  query.set('_colour', colour);
  for (const [slot, each] of Object.entries(colours)) query.set(`${SLOT}${slot}`, each);
  return (
    <img
      class="flat"
      src={pictureAddress(session.template.value.slug, query.toString())}
      alt={session.making.report.value?.words ?? session.template.value.title}
    />
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
