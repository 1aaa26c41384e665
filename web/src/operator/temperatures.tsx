/** How warm a printer was in the last hours and is now. */

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Curve, Printer } from '../wire/printers';
import * as calls from './calls';
import type { Chart } from './chart';
import { heard } from './curve';
import { degrees, hour, words } from './words';

export function TemperaturesOver({ printer }: { printer: Printer }) {
  const [curve, setCurve] = useState<Curve | null>(null);
  const [failed, setFailed] = useState('');
  useEffect(() => {
    calls.temperatures(printer.id).then(setCurve, (reason: unknown) => {
      setFailed(reason instanceof Error ? reason.message : words.noAnswer);
    });
  }, []);
  useEffect(() => setCurve((before) => before && heard(before, printer)), [printer.seen_at]);
  if (failed) return <p class="wrong">{failed}</p>;
  if (!curve) return null;
  if (!curve.at.length) return <p class="quiet-words">{words.noReadings}</p>;
  return <Drawn curve={curve} printer={printer} />;
}

function Drawn({ curve, printer }: { curve: Curve; printer: Printer }) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const [pointed, setPointed] = useState<{ at: number; values: (number | null)[] } | null>(null);
  useEffect(() => {
    let gone = false;
    void import('./chart').then((part) => {
      if (gone || !place.current) return;
      chart.current = new part.Chart(place.current, curve, (at, values) => {
        setPointed(at === null ? null : { at, values });
      });
    });
    return () => {
      gone = true;
      chart.current?.dispose();
    };
  }, []);
  useEffect(() => chart.current?.show(curve), [curve]);
  const now = printer.temperatures;
  const [nozzle, nozzleWanted, bed, bedWanted] = pointed
    ? pointed.values
    : [now?.nozzle, now?.nozzle_target, now?.bed, now?.bed_target];
  return (
    <div class="temperatures">
      <div class="chart" ref={place} role="img" aria-label={`${words.temperatureChart} ${printer.name}`} />
      <ul class="chart-key">
        <li data-line="nozzle">
          {words.nozzle} {degrees(nozzle, nozzleWanted)}
        </li>
        <li data-line="bed">
          {words.bed} {degrees(bed, bedWanted)}
        </li>
        <li>{pointed ? hour(pointed.at) : words.now}</li>
      </ul>
    </div>
  );
}
