/** Why something is done, and doing it: one line of words, with whatever else is asked before it. */

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { words } from './words';

interface ReasonProps {
  label: string;
  /** What the button says that does it. */
  confirm: string;
  resting?: boolean;
  /** Fewest and most letters; 0 where no reason need be given. */
  least?: number;
  most?: number;
  children?: ComponentChildren;
  send: (why: string) => void;
  leave: () => void;
}

export function Reason({ label, confirm, resting, least = 0, most = 300, children, send, leave }: ReasonProps) {
  const [why, setWhy] = useState('');
  return (
    <form
      class="reason"
      onSubmit={(event) => {
        event.preventDefault();
        send(why.trim());
      }}
    >
      {children}
      <label>
        {label}
        <input
          value={why}
          minLength={least}
          maxLength={most}
          required={least > 0}
          onInput={(event) => setWhy(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="small" disabled={resting}>
        {confirm}
      </button>
      <button type="button" class="small" onClick={leave}>
        {words.never}
      </button>
    </form>
  );
}
