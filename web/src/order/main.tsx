/** One order, followed live from received to done. */

import { signal } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import * as api from '../api';
import { Connection } from '../shared/connection';
import { newKey } from '../shared/key';
import { lazy } from '../shared/lazy';
import { lastPart, mount, note } from '../shared/page';
import { Problem } from '../shared/problem';
import { stream } from '../shared/stream';
import { Top } from '../shared/top';
import type { Order } from '../wire/orders';
import type { Shop } from '../wire/shop';
import * as calls from './calls';
import { Facts, Keep } from './facts';
import './order.css';
import { Progress } from './progress';
import { words } from './words';

const LayerDialog = lazy(async () => (await import('../layers/dialog')).LayerDialog);

interface Props {
  shop: Shop;
  first: Order;
  token: string;
}

function OrderPage({ shop, first, token }: Props) {
  const order = useMemo(() => signal(first), [first]);
  const live = useMemo(
    () =>
      stream<Order>(
        calls.orderEvents(first.id, token),
        'order',
        (news) => {
          order.value = news;
        },
        () => {},
      ),
    [first, token, order],
  );
  useEffect(() => () => live.close(), [live]);
  const [plate, look] = useState<number | null>(null);
  const now = order.value;
  useEffect(() => note({ state: now.state, digest: now.digest }), [now]);
  const material = shop.materials.find((each) => each.id === now.material);
  const colour = material?.colours.find((each) => each.id === now.colour);
  return (
    <>
      <Top shop={shop.name} title={`${words.order} ${now.id}`}>
        <Connection line={live.line} />
      </Top>
      <main class="order-page">
        <section class="order-now" aria-label="State">
          <p class="order-title">
            {now.template.title}
            {now.quantity > 1 && ` × ${now.quantity}`}
          </p>
          <h2 class="order-words" aria-live="polite">
            {now.words}
          </h2>
          <Progress order={now} look={look} />
          <Ways order={now} token={token} />
        </section>
        <Facts
          order={now}
          plastic={`${colour?.title ?? ''} ${material?.title ?? now.material}`.trim()}
          hex={colour?.hex ?? null}
          others={Object.entries(now.colours).flatMap(([slot, id]) => {
            const found = material?.colours.find((each) => each.id === id);
            return found ? [{ slot, title: found.title, hex: found.hex }] : [];
          })}
        />
        <div class="order-side">
          <figure class="order-picture">
            <img src={now.picture} alt={`${now.template.title} as ordered`} />
          </figure>
          <Keep />
        </div>
      </main>
      {plate !== null && (
        <LayerDialog
          title={`${now.template.title}: ${words.layers}`}
          load={() => calls.orderLayers(now.id, plate, token)}
          running={null}
          close={() => look(null)}
        />
      )}
    </>
  );
}

/** Order the same thing once more, or start from it. */
function Ways({ order, token }: { order: Order; token: string }) {
  const [sending, setSending] = useState(false);
  const [refused, setRefused] = useState('');
  const key = useRef(newKey());
  const again = async () => {
    setSending(true);
    setRefused('');
    try {
      const receipt = await calls.orderAgain(order.id, token, key.current);
      key.current = newKey();
      location.assign(receipt.url);
    } catch (reason) {
      setSending(false);
      setRefused(reason instanceof api.Refused ? `${words.notAgain} ${reason.message}` : words.againUnknown);
    }
  };
  return (
    <div class="order-ways">
      <button type="button" class="second" disabled={sending} aria-describedby="again-words" onClick={again}>
        {sending ? words.ordering : words.again}
      </button>
      <a class="second" href={changing(order)}>
        {words.change}
      </a>
      <p id="again-words" class="digest" title={order.digest}>
        {words.against} {order.digest.slice(0, 8)}…
      </p>
      {refused && (
        <p class="wrong" role="alert">
          {refused}
        </p>
      )}
    </div>
  );
}

/** The product page with this very design, in the plastic that was ordered. */
function changing(order: Order): string {
  const address = new URL(order.design_url, location.origin);
  address.searchParams.set('_material', order.material);
  if (order.colour) address.searchParams.set('_colour', order.colour);
  return address.pathname + address.search;
}

async function open(): Promise<void> {
  const token = new URLSearchParams(location.search).get('token') ?? '';
  try {
    const [shop, order] = await Promise.all([api.shop(), calls.order(lastPart(), token)]);
    document.title = `${order.template.title}, order ${order.id} – ${shop.name}`;
    mount(<OrderPage shop={shop} first={order} token={token} />);
  } catch (reason) {
    note({ state: 'error' });
    const hidden = reason instanceof api.Refused && [401, 403, 404, 422].includes(reason.problem.status);
    mount(
      <Problem
        reason={reason}
        words={hidden ? words.notFound : undefined}
        way={{ words: words.toShop, address: '/' }}
      />,
    );
  }
}

void open();
