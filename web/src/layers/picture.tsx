/** The picture in the layer view, with what a pointer, a wheel and two fingers do to it. */

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Place } from '../wire/jobs';
import type { Layers } from './decode';
import { Flat } from './flat';
import type { Solid } from './solid';
import { words } from './words';

interface Props {
  layers: Layers;
  /** Counted from 0. */
  layer: number;
  places: readonly Place[];
  solid: boolean;
  /** Whether the head's ways between lines are shown; from above only. */
  travel: boolean;
}

export function Picture(props: Props) {
  return props.solid ? <InSpace {...props} /> : <FromAbove {...props} />;
}

function FromAbove({ layers, layer, places, travel }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const flat = useRef<Flat | null>(null);
  const draw = useRef(() => {});
  draw.current = () => flat.current?.draw(layer, places, travel);
  useEffect(() => {
    if (!canvas.current) return;
    flat.current = new Flat(canvas.current, layers);
    const watch = new ResizeObserver(() => draw.current());
    watch.observe(canvas.current);
    const forget = handled(canvas.current, flat.current, () => draw.current());
    return () => {
      watch.disconnect();
      forget();
    };
  }, [layers]);
  useEffect(() => draw.current(), [layers, layer, places, travel]);
  return (
    <div class="layer-picture">
      <canvas
        ref={canvas}
        role="img"
        aria-label={words.picture}
        data-layer={layer + 1}
        data-travel={travel || undefined}
      />
      <button
        type="button"
        class="small"
        onClick={() => {
          flat.current?.whole();
          draw.current();
        }}
      >
        {words.whole}
      </button>
    </div>
  );
}

/** Drag, wheel and pinch; returns what forgets them again. */
function handled(canvas: HTMLCanvasElement, flat: Flat, draw: () => void): () => void {
  const fingers = new Map<number, { x: number; y: number }>();
  const ended = new AbortController();
  const { signal } = ended;
  const apart = () => {
    const [a, b] = [...fingers.values()];
    return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
  };
  canvas.addEventListener(
    'pointerdown',
    (event) => {
      canvas.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    },
    { signal },
  );
  canvas.addEventListener(
    'pointermove',
    (event) => {
      const was = fingers.get(event.pointerId);
      if (!was) return;
      const before = apart();
      fingers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
      flat.move((event.offsetX - was.x) / fingers.size, (event.offsetY - was.y) / fingers.size);
      const [a, b] = [...fingers.values()];
      if (a && b && before) flat.nearer(apart() / before, (a.x + b.x) / 2, (a.y + b.y) / 2);
      draw();
    },
    { signal },
  );
  const lift = (event: PointerEvent) => void fingers.delete(event.pointerId);
  canvas.addEventListener('pointerup', lift, { signal });
  canvas.addEventListener('pointercancel', lift, { signal });
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      flat.nearer(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
      draw();
    },
    { signal, passive: false },
  );
  return () => ended.abort();
}

function InSpace({ layers, layer }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [solid, setSolid] = useState<Solid | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let gone = false;
    let made: Solid | null = null;
    const watch = new ResizeObserver(() => made?.resize());
    // three.js is large, and most who look need no more than the flat view.
    import('./solid').then(
      (part) => {
        if (gone || !canvas.current) return;
        try {
          made = new part.Solid(canvas.current, layers);
          watch.observe(canvas.current);
          setSolid(made);
        } catch {
          setFailed(true);
        }
      },
      () => setFailed(true),
    );
    return () => {
      gone = true;
      watch.disconnect();
      made?.dispose();
    };
  }, [layers]);
  useEffect(() => solid?.show(layer), [solid, layer]);
  return (
    <div class="layer-picture">
      <canvas ref={canvas} role="img" aria-label={words.title} data-layer={layer + 1} data-drawn={solid !== null} />
      {failed && <p class="wrong">{words.noSolid}</p>}
      {solid?.cut && <p class="quiet-words">{words.cut}</p>}
    </div>
  );
}
