/** Links to designs that an older version of a template made. */

import { opened, Refused, Unreachable } from '../api';
import type { Session } from './session';

/** Takes over such a design; what is not as it was is listed. */
export async function carryOver(session: Session, version: string, search: string): Promise<void> {
  const query = new URLSearchParams([...new URLSearchParams(search)].filter(([name]) => !name.startsWith('_')));
  query.set('_from', version);
  try {
    const { values, changes } = await opened(session.template.peek().slug, query.toString());
    session.store.replace({ ...session.store.design.peek(), values });
    session.changes.value = changes;
    session.notices.value = [];
  } catch (reason) {
    // What could be read of the address stands; its own notes say what could not.
    if (!(reason instanceof Refused || reason instanceof Unreachable)) throw reason;
  }
}
