/** The layer view in a window of its own. */

import { Frame } from '../shared/frame';
import { LayerView, type LayerViewProps } from './view';

export interface LayerDialogProps extends LayerViewProps {
  title: string;
  close: () => void;
}

export function LayerDialog({ title, close, ...view }: LayerDialogProps) {
  return (
    <Frame name="layer-dialog" title={title} close={close}>
      <LayerView {...view} />
    </Frame>
  );
}
