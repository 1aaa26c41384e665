/** What the camera of a printer sees: asked for again and again while it can be seen, and not otherwise. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { Refused } from '../api';
import * as calls from './calls';
import { sideWords, words } from './words';

/** Between two pictures, and after one that did not come, ms. */
const AGAIN = 4000;
const LATER = 30_000;

export function Camera({ printer }: { printer: { id: string; name: string } }) {
  const frame = useRef<HTMLElement>(null);
  const [address, setAddress] = useState<string | null>(null);
  const [failed, setFailed] = useState('');
  useEffect(() => {
    const left = new AbortController();
    const gone = () => left.signal.aborted;
    let seen = false;
    let asking = false;
    let shown: string | null = null;
    let timer = 0;
    const show = (next: string | null) => {
      if (shown) URL.revokeObjectURL(shown);
      shown = next;
      setAddress(next);
    };
    const ask = async () => {
      if (gone() || asking || !seen || document.hidden) return;
      asking = true;
      let pause = AGAIN;
      try {
        const picture = await calls.picture(printer.id, left.signal);
        if (gone()) return;
        show(URL.createObjectURL(picture));
        setFailed('');
      } catch (reason) {
        if (gone()) return;
        pause = LATER;
        show(null); // an old picture would look like a new one
        setFailed(reason instanceof Refused ? reason.message : words.noAnswer);
      } finally {
        asking = false;
      }
      clearTimeout(timer);
      timer = window.setTimeout(() => void ask(), pause);
    };
    const watch = new IntersectionObserver((entries) => {
      seen = entries.some((entry) => entry.isIntersecting);
      void ask();
    });
    const wake = () => void ask();
    if (frame.current) watch.observe(frame.current);
    document.addEventListener('visibilitychange', wake);
    return () => {
      left.abort();
      clearTimeout(timer);
      watch.disconnect();
      document.removeEventListener('visibilitychange', wake);
      if (shown) URL.revokeObjectURL(shown);
    };
  }, [printer.id]);
  return (
    <figure class="camera" ref={frame}>
      {address && <img src={address} alt={`${sideWords.camera}: ${printer.name}`} />}
      {failed && <p class="quiet-words">{failed}</p>}
    </figure>
  );
}
