/** Every layer of a print behind one slider: flat at once, in space where it is asked for, following the print. */

import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Place } from '../wire/jobs';
import { decode, type Layers } from './decode';
import { FAT, kindOf, LOST } from './kinds';
import './layers.css';
import { Picture } from './picture';
import { where, words } from './words';

export interface LayerViewProps {
  load: () => Promise<ArrayBuffer>;
  /** What was found when the lines were held against the model, where it may be shown. */
  places?: () => Promise<readonly Place[]>;
  /** What was found, in words. */
  found?: { words: string; warnings: readonly string[] } | null;
  /** The layer that is being printed now, counted from 1. */
  running: number | null;
  /** Whether every line of the plate is in it, so that what lies between two lines is a way of the head. */
  whole?: boolean;
}

export function LayerView(props: LayerViewProps) {
  const [layers, setLayers] = useState<Layers | null>(null);
  const [places, setPlaces] = useState<readonly Place[]>([]);
  const [failed, setFailed] = useState('');
  useEffect(() => {
    props.load().then(
      (file) => {
        try {
          setLayers(decode(file));
        } catch {
          setFailed(words.failed);
        }
      },
      (reason: unknown) => setFailed(reason instanceof Error ? reason.message : words.failed),
    );
    // Without them the layers are still worth looking at.
    props.places?.().then(setPlaces, () => undefined);
  }, []);
  return (
    <>
      {failed && (
        <p class="wrong" role="alert">
          {failed}
        </p>
      )}
      {!failed && !layers && <p class="quiet-words">{words.loading}</p>}
      {layers && (
        <Shown
          layers={layers}
          places={places}
          found={props.found ?? null}
          running={props.running}
          whole={props.whole ?? false}
        />
      )}
    </>
  );
}

interface ShownProps {
  layers: Layers;
  places: readonly Place[];
  found: { words: string; warnings: readonly string[] } | null;
  running: number | null;
  whole: boolean;
}

function Shown({ layers, places, found, running, whole }: ShownProps) {
  const count = layers.z.length;
  const [layer, setLayer] = useState(Math.min(running ?? count, count) || 1);
  const [solid, setSolid] = useState(false);
  const [travel, setTravel] = useState(false);
  // As long as nobody moves the slider it follows the print.
  const [follows, setFollows] = useState(true);
  useEffect(() => {
    if (follows && running) setLayer(Math.min(running, count));
  }, [running, follows]);
  const here = useMemo(() => places.filter((place) => place.layer === layer), [places, layer]);
  const go = (to: number) => {
    setFollows(false);
    setLayer(Math.min(count, Math.max(1, to)));
  };
  const marked = [...new Set(places.map((place) => place.layer))];
  return (
    <>
      <Picture layers={layers} layer={layer - 1} places={here} solid={solid} travel={travel} />
      <div class="layer-ways">
        <div class="layer-steps">
          <button
            type="button"
            class="second"
            aria-label={words.down}
            disabled={layer <= 1}
            onClick={() => go(layer - 1)}
          >
            −
          </button>
          <input
            type="range"
            min={1}
            max={count}
            value={layer}
            aria-label={words.layer}
            aria-valuetext={where(layer, count, layers.z[layer - 1] ?? 0)}
            onInput={(event) => go(Number(event.currentTarget.value))}
          />
          <button
            type="button"
            class="second"
            aria-label={words.up}
            disabled={layer >= count}
            onClick={() => go(layer + 1)}
          >
            +
          </button>
        </div>
        <p class="layer-where" aria-live="polite">
          {where(layer, count, layers.z[layer - 1] ?? 0)}
          {running !== null && running !== layer && (
            <button type="button" class="small" onClick={() => setFollows(true)}>
              {words.running}
            </button>
          )}
        </p>
        <div class="layer-kinds" role="group" aria-label={words.title}>
          <button type="button" class="small" aria-pressed={!solid} onClick={() => setSolid(false)}>
            {words.flat}
          </button>
          <button type="button" class="small" aria-pressed={solid} onClick={() => setSolid(true)}>
            {words.solid}
          </button>
        </div>
      </div>
      <div class="layer-key">
        <Legend layers={layers} places={places} />
        {whole && !solid && (
          <label class="layer-travel" title={words.travelHelp}>
            <input type="checkbox" checked={travel} onChange={(event) => setTravel(event.currentTarget.checked)} />
            {words.travel}
          </label>
        )}
      </div>
      {found && (
        <div class="layer-found" data-warned={found.warnings.length > 0 || undefined}>
          {[found.words, ...found.warnings].map((line) => (
            <p key={line}>{line}</p>
          ))}
          {marked.length > 0 && (
            <p>
              {words.places}:{' '}
              {marked.slice(0, 12).map((each) => (
                <button type="button" class="small" key={each} onClick={() => go(each)}>
                  {each}
                </button>
              ))}
            </p>
          )}
        </div>
      )}
    </>
  );
}

function Legend({ layers, places }: { layers: Layers; places: readonly Place[] }) {
  const found = [
    ...layers.kinds.map(kindOf),
    ...(places.some((place) => place.kind === 'lost') ? [{ title: words.lost, colour: LOST }] : []),
    ...(places.some((place) => place.kind === 'fat') ? [{ title: words.fat, colour: FAT }] : []),
  ];
  return (
    <ul class="layer-legend">
      {found.map((kind) => (
        <li key={kind.title}>
          <i class="dot" style={{ background: kind.colour }} />
          {kind.title}
        </li>
      ))}
    </ul>
  );
}
