/** One product: turn its parameters, see it, order it. */

import { effect } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { Refused } from '../api';
import { CopyButton } from '../shared/copy';
import { lastPart, mount, note } from '../shared/page';
import { Top } from '../shared/top';
import { Findings } from './findings';
import { OrderDialog, Spoken, Watching } from './lazily';
import { OrderBar } from './orderbar';
import { Panel } from './panel';
import './product.css';
import { Session } from './session';
import { Stage } from './stage';
import { words } from './words';

function Product({ session }: { session: Session }) {
  const [ordering, setOrdering] = useState(false);
  useEffect(() => undoByKeys(session), [session]);
  const { store } = session;
  return (
    <>
      <Top shop={session.shop.name} title={session.template.value.title}>
        <button type="button" class="quiet" disabled={!store.canUndo.value} onClick={() => store.undo()}>
          {words.undo}
        </button>
        <button type="button" class="quiet" disabled={!store.canRedo.value} onClick={() => store.redo()}>
          {words.redo}
        </button>
        <CopyButton address={() => location.href} label={words.copy} done={words.copied} failed={words.notCopied} />
      </Top>
      <main class="product">
        <Stage session={session} />
        {(session.template.value.watch || session.template.value.error) && <Watching session={session} />}
        <Findings session={session} />
        <Panel session={session} />
        <OrderBar session={session} open={() => setOrdering(true)} />
      </main>
      <Spoken session={session} />
      {ordering && <OrderDialog session={session} close={() => setOrdering(false)} />}
    </>
  );
}

function undoByKeys({ store }: Session): () => void {
  const listen = (event: KeyboardEvent) => {
    const writing = event.target instanceof HTMLInputElement && event.target.type === 'text';
    if (writing || !(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    if (key !== 'z' && key !== 'y') return;
    event.preventDefault();
    if (key === 'y' || event.shiftKey) store.redo();
    else store.undo();
  };
  addEventListener('keydown', listen);
  return () => removeEventListener('keydown', listen);
}

/** Keeps facts about the picture on the body, for browser tests. */
function publish(session: Session): void {
  const { making } = session;
  effect(() => note({ state: making.phase.value, digest: making.digest.value, built: making.built.value }));
}

async function open(): Promise<void> {
  try {
    const session = await Session.open(lastPart(), location.search);
    document.title = `${session.template.value.title} – ${session.shop.name}`;
    publish(session);
    mount(<Product session={session} />);
  } catch (reason) {
    note({ state: 'error' });
    const { Problem } = await import('../shared/problem');
    const missing = reason instanceof Refused && reason.problem.status === 404;
    mount(
      <Problem
        reason={reason}
        words={missing ? words.notFound : undefined}
        way={{ words: words.toShop, address: '/' }}
      />,
    );
  }
}

void open();
