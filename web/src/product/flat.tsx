/** The server's drawing of a design: what a browser without 3D shows. */

import { pictureAddress } from '../api';
import { SLOT } from './address';
import type { Design } from './design';
import type { Session } from './session';

interface Props {
  session: Session;
  /** The design whose model is to be seen; null before there is one. */
  made: Design | null;
  /** Whose colours it wears. */
  dressed: Design;
  alt: string;
}

export function Flat({ session, made, dressed, alt }: Props) {
  const query = new URLSearchParams(made ? session.making.query(made) : '');
  query.set('_width', '1200');
  query.set('_height', '900');
  query.set('_format', 'webp');
  query.set('_colour', dressed.colour);
  for (const [slot, each] of Object.entries(dressed.colours)) query.set(`${SLOT}${slot}`, each);
  return <img class="flat" src={pictureAddress(session.template.value.slug, query.toString())} alt={alt} />;
}
