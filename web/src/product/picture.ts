/** One session drawn in 3D. Fetched after the form, with all that draws. */

import { note } from '../shared/page';
import { Viewer } from '../viewer/viewer';
import { follow } from './follow';
import { shortly } from './readings';
import type { Session } from './session';

/** Where it is drawn, and who is told. */
export interface Place {
  host: HTMLElement;
  canvas: HTMLCanvasElement;
  labels: HTMLElement;
  lost: (isLost: boolean) => void;
  turned: (view: Viewer['view']) => void;
}

/** Throws when the browser has no WebGL. */
export function picture(session: Session, { host, canvas, labels, lost, turned }: Place) {
  const { looking } = session;
  const asked = new URLSearchParams(location.search).get('_tier');
  const viewer = new Viewer(
    host,
    canvas,
    labels,
    {
      drawn: (facts) => note({ ...facts }),
      pinned: (id) => {
        session.picked.value = Number(id);
      },
      lost,
      shown: (offers) => {
        looking.offers.value = offers;
      },
      measured: (reading, settled) => {
        if (settled) looking.reading.value = reading;
      },
      say: shortly,
      turned,
    },
    asked === 'low' || asked === 'high' ? asked : null,
  );
  const unfollow = follow(session, viewer);
  const end = () => {
    unfollow();
    viewer.dispose();
  };
  return { viewer, end };
}
