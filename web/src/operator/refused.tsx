/** What was refused, in words, beside what was pressed. */

import type { Room } from './room';

export function Refused({ room, ids }: { room: Room; ids: (string | undefined)[] }) {
  const refusal = room.refusal.value;
  if (!refusal || !ids.includes(refusal.id)) return null;
  return (
    <p class="wrong" role="alert">
      {refusal.words}
    </p>
  );
}
