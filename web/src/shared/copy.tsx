/** A button that copies an address and says whether it could. */

import { useEffect, useState } from 'preact/hooks';

interface Props {
  address: () => string;
  label: string;
  done: string;
  failed: string;
  class?: string;
}

const SHOWN = 2500; // ms

export function CopyButton({ address, label, done, failed, class: style }: Props) {
  const [said, say] = useState('');
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => say(''), SHOWN);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () => {
    // Without https the browser offers no clipboard, whatever its types say; saying so beats doing nothing.
    if (!('clipboard' in navigator)) say(failed);
    else
      navigator.clipboard.writeText(address()).then(
        () => say(done),
        () => say(failed),
      );
  };
  return (
    <button type="button" class={style ?? 'quiet'} onClick={copy}>
      <span aria-live="polite">{said || label}</span>
    </button>
  );
}
