/** Lets the viewer follow the session: models, stretching while a slider moves, colour, pins, the picked finding. */

import { effect } from '@preact/signals';
import type { Point } from '../wire/basics';
import type { Finding } from '../wire/report';
import type { Stretch, Viewer } from '../viewer/viewer';
import type { Design } from './design';
import type { Field } from './fields';
import type { Session } from './session';

/** Returns what ends the following. */
export function follow(session: Session, viewer: Viewer): () => void {
  const { making, store } = session;
  making.showWith((bytes) => viewer.show(bytes));
  const ends = [
    session.looking.dress(viewer),
    session.looking.measureIn(viewer, () => making.built.value),
    effect(() => {
      const { colour, colours } = session.hexesOf(store.design.value);
      viewer.colour(colour, colours);
    }),
    effect(() => {
      void making.built.value; // a new model arrives unstretched
      const made = making.made.value;
      // What could not be made is not pretended: the last good model stands as it is.
      const wanted =
        making.phase.value === 'error' && made ? made : { ...store.design.value, values: session.judged.value.values };
      viewer.stretch(stretchOf(session.fields.value, made, wanted));
    }),
    effect(() => {
      const findings = session.findings.value;
      const pins = findings.flatMap((finding, index) => {
        const [place] = finding.points;
        return place && finding.severity !== 'info'
          ? [{ id: String(index), number: index + 1, place, ...pinOf(finding) }]
          : [];
      });
      viewer.setPins(pins);
    }),
    effect(() => {
      const finding = session.findings.value[session.picked.value ?? -1];
      if (!finding) {
        viewer.mark(null);
        return;
      }
      const marked = { part: finding.part, triangles: finding.faces };
      const place = placeOf(finding);
      if (place) viewer.focus(place, marked);
      else viewer.mark(marked);
    }),
  ];
  return () => {
    making.showWith(null);
    ends.forEach((end) => end());
  };
}

/** How far the outside sizes of the shown model are from what the sliders say, mm. */
export function stretchOf(fields: readonly Field[], shown: Design | null, wanted: Design): Stretch {
  const stretch = { x: 0, y: 0, z: 0 };
  for (const field of fields) {
    if (field.kind !== 'slider' || !field.axis || !shown) continue;
    stretch[field.axis] += Number(wanted.values[field.name]) - Number(shown.values[field.name]);
  }
  return stretch;
}

function pinOf({ part, severity, title: label }: Finding): { part: string; severity: string; label: string } {
  return { part, severity, label };
}

function placeOf(finding: Finding): Point | undefined {
  return finding.points[0];
}
