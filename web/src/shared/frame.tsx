/** A window over the page: its title, the way out, and what stands in it. It is closed by Escape, too. */

import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import './frame.css';

interface FrameProps {
  /** Its class, for what it holds. */
  name: string;
  title: string;
  close: () => void;
  children: ComponentChildren;
}

export function Frame({ name, title, close, children }: FrameProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class={`frame ${name}`} aria-labelledby={heading} onClose={close}>
      <header>
        <h2 id={heading}>{title}</h2>
        <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      {children}
    </dialog>
  );
}
