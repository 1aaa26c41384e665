/** What is needed besides the print. */

import type { Hardware as Thing } from '../wire/form';

export function Hardware({ title, things }: { title: string; things: readonly Thing[] }) {
  if (!things.length) return null;
  return (
    <section class="hardware" aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {things.map((thing) => (
          <li key={`${thing.name} ${thing.help}`}>
            <b>
              {thing.quantity > 1 && `${thing.quantity} × `}
              {thing.name}
            </b>
            {thing.help && <small> {thing.help}</small>}
          </li>
        ))}
      </ul>
    </section>
  );
}
