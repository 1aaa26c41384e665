/** Everything the layer view says by itself. */

export const words = {
  title: 'Layer by layer',
  layer: 'Layer',
  flat: 'Flat',
  solid: 'In space',
  down: 'One layer down',
  up: 'One layer up',
  running: 'Go to what is being printed',
  loading: 'Fetching the layers…',
  failed: 'The layers cannot be shown.',
  noSolid: 'This browser cannot draw in space; the flat view shows every layer.',
  cut: 'Only the lower lines are drawn in space, there are very many.',
  lost: 'Drawn, but not printed',
  fat: 'Printed, but not drawn',
  places: 'Layers to look at',
  picture: 'Every line of this layer as it will be laid, seen from above',
  whole: 'Show all of it',
  travel: 'Travel moves',
  travelHelp: 'Where the head goes from one line to the next, drawn straight',
} as const;

/** "Layer 12 of 60, 2.40 mm". */
export function where(layer: number, count: number, z: number): string {
  return `${words.layer} ${layer} of ${count}, ${z.toFixed(2)} mm`;
}
