/** A component whose code is fetched when it is first needed: what few visits use does not delay the others. */

import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let found: ComponentType<Props> | null = null;
  return function Lazy(props: Props) {
    const [Part, set] = useState<{ it: ComponentType<Props> } | null>(found && { it: found });
    useEffect(() => {
      let gone = false;
      load().then(
        (it) => {
          found = it;
          if (!gone) set({ it });
        },
        () => undefined, // the network is away: asked again when it is next wanted
      );
      return () => {
        gone = true;
      };
    }, []);
    return Part && <Part.it {...props} />;
  };
}
