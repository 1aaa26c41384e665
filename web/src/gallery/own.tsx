/** The way in for a file of one's own: dropped, chosen or pasted, sent, read, and shown on its own page. */

import { useEffect } from 'preact/hooks';
import { Bringing, type Bring } from '../shared/bringing';
import type { Uploads } from '../wire/shop';
import { words } from './words';

export function Own({ uploads }: { uploads: Uploads }) {
  return (
    <section class="own" aria-labelledby="own-heading">
      <h2 id="own-heading">{words.own}</h2>
      <p>{words.ownHow}</p>
      <Bringing
        uploads={uploads}
        brought={({ file }) => location.assign(`/products/${uploads.template}?file=${file}`)}
        also={(bring) => <Anywhere bring={bring} />}
      />
    </section>
  );
}

/** Wherever on the page a file is dropped, it is meant for us. */
function Anywhere({ bring }: { bring: Bring }) {
  useEffect(() => {
    const over = (event: DragEvent) => event.preventDefault();
    const drop = (event: DragEvent) => {
      event.preventDefault();
      bring(event.dataTransfer?.files[0]);
    };
    addEventListener('dragover', over);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('drop', drop);
    };
  }, [bring]);
  return null;
}
