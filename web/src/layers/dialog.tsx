/** The layer view in a window of its own. */

import { useEffect, useRef } from 'preact/hooks';
import { LayerView, type LayerViewProps } from './view';
import { words } from './words';

export interface LayerDialogProps extends LayerViewProps {
  title: string;
  close: () => void;
}

export function LayerDialog({ title, close, ...view }: LayerDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="layer-dialog" aria-labelledby="layer-heading" onClose={close}>
      <header>
        <h2 id="layer-heading">{title}</h2>
        <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
          {words.close}
        </button>
      </header>
      <LayerView {...view} />
    </dialog>
  );
}
