/** The design that was kept, in a picture of its own that looks from where the other one looks. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { Viewer } from '../viewer/viewer';
import type { Kept } from './differences';
import { Flat } from './flat';
import type { Session } from './session';
import { words } from './words';

interface Props {
  session: Session;
  kept: Kept;
  /** The present design's viewer; null where there is no 3D. */
  beside: Viewer | null;
  /** Tells whom the present design's camera leads. */
  lead: (viewer: Viewer | null) => void;
}

export function KeptPicture({ session, kept, beside, lead }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const labels = useRef<HTMLDivElement>(null);
  const [flat, setFlat] = useState(beside === null);

  useEffect(() => {
    if (!beside) return;
    let end = () => {};
    let gone = false;
    const begin = async () => {
      try {
        const bytes = await session.making.bytes(kept.design);
        if (gone || !host.current || !canvas.current || !labels.current) return;
        const quiet = { drawn: () => {}, pinned: () => {}, lost: () => {}, shown: () => {}, measured: () => {} };
        const events = { ...quiet, say: () => '', turned: beside.look.bind(beside) };
        const viewer = new Viewer(host.current, canvas.current, labels.current, events, beside.tier);
        const { colour, colours } = session.hexesOf(kept.design);
        viewer.colour(colour, colours);
        viewer.show(bytes, beside.view);
        const undress = session.looking.dress(viewer);
        lead(viewer);
        end = () => {
          lead(null);
          undress();
          viewer.dispose();
        };
      } catch {
        setFlat(true);
      }
    };
    void begin();
    return () => {
      gone = true;
      end();
    };
  }, [session, kept, beside, lead]);

  return (
    <div class="half half-kept">
      <div class="view" ref={host}>
        <canvas ref={canvas} hidden={flat} role="img" aria-label={words.keptPicture} />
        {flat && <Flat session={session} made={kept.design} dressed={kept.design} alt={kept.report.words} />}
      </div>
      <div class="labels" ref={labels} />
      <p class="caption">{words.kept}</p>
    </div>
  );
}
