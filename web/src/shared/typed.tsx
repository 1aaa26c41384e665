/** A box to type into. What is typed stays until it is read, however often the page is drawn again meanwhile. */

import type { TargetedFocusEvent, TargetedKeyboardEvent } from 'preact';
import { useState } from 'preact/hooks';

interface Props {
  /** What is in it while nobody types. */
  value: string;
  /** Takes what was typed, when the box is left or Enter is pressed. */
  read: (given: string) => void;
  onKeyDown?: (event: TargetedKeyboardEvent<HTMLInputElement>) => void;
  onFocus?: (event: TargetedFocusEvent<HTMLInputElement>) => void;
  onPaste?: (event: ClipboardEvent) => void;
  id?: string | undefined;
  inputMode: 'text' | 'decimal' | 'numeric';
  'aria-label'?: string | undefined;
  'aria-describedby'?: string | undefined;
  'aria-invalid'?: true | undefined;
}

export function Typed({ value, read, onKeyDown, ...rest }: Props) {
  // Typed over another value than the present one, it is of the past.
  const [typed, setTyped] = useState<{ text: string; over: string } | null>(null);
  const take = (given: string) => {
    setTyped(null);
    if (given !== value) read(given);
  };
  return (
    <input
      type="text"
      autocomplete="off"
      {...rest}
      value={typed?.over === value ? typed.text : value}
      onInput={(event) => setTyped({ text: event.currentTarget.value, over: value })}
      onBlur={(event) => take(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take(event.currentTarget.value);
        onKeyDown?.(event);
      }}
    />
  );
}
