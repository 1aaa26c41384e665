/** What was ordered, for how much, and the address that leads back here. */

import { CopyButton } from '../shared/copy';
import { dayInWords } from '../shared/day';
import { Hardware } from '../shared/hardware';
import { clock, decimal, money } from '../shared/format';
import { PriceLines } from '../shared/pricelines';
import type { Order } from '../wire/orders';
import { words } from './words';

interface Props {
  order: Order;
  plastic: string;
  hex: string | null;
  /** Colours of parts that have one of their own. */
  others: readonly { slot: string; title: string; hex: string }[];
}

export function Facts({ order, plastic, hex, others }: Props) {
  const { x, y, z } = order.sizes;
  return (
    <section class="order-facts">
      <h3>{words.options}</h3>
      <dl>
        {order.values.map((value) => (
          <div key={value.name}>
            <dt>{value.title}</dt>
            <dd>{value.text}</dd>
          </div>
        ))}
      </dl>
      {order.waivers.length > 0 && (
        <dl class="order-waivers">
          {order.waivers.map((waiver) => (
            <div key={`${waiver.code} ${waiver.part}`}>
              <dt>{order.findings.find((one) => one.code === waiver.code && one.part === waiver.part)?.title}</dt>
              <dd>
                {words.waived} {clock(waiver.at)}: {waiver.reason}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <dl class="order-sums">
        <div>
          <dt>{words.size}</dt>
          <dd>{[x, y, z].map((each) => decimal(each, 1)).join(' × ')} mm</dd>
        </div>
        <div>
          <dt>{words.material}</dt>
          <dd>
            {hex && <i class="dot" style={{ background: hex }} />} {plastic}
            {others.map((other) => (
              <span key={other.slot}>
                , {other.slot}: <i class="dot" style={{ background: other.hex }} /> {other.title}
              </span>
            ))}
          </dd>
        </div>
        <div>
          <dt>{words.pieces}</dt>
          <dd>{order.quantity}</dd>
        </div>
        <div>
          <dt>{words.placed}</dt>
          <dd>
            {clock(order.created_at)}, {order.name}
          </dd>
        </div>
        {order.ready_by && (
          <div>
            <dt>{words.readyBy}</dt>
            <dd>{dayInWords(order.ready_by)}</dd>
          </div>
        )}
        <div class="order-price">
          <dt>{words.price}</dt>
          <dd>{money(order.price)}</dd>
        </div>
      </dl>
      <details class="basis">
        <summary>{order.estimate.by === 'slice' ? words.bySlice : words.byEstimate}</summary>
        <PriceLines price={order.price} />
      </details>
      <Hardware title={words.alsoNeeded} things={order.hardware} />
    </section>
  );
}

export function Keep() {
  return (
    <aside class="order-keep" aria-labelledby="keep">
      <h3 id="keep">{words.keep}</h3>
      <p>{words.keepWhy}</p>
      <CopyButton
        address={() => location.href}
        label={words.copy}
        done={words.copied}
        failed={words.notCopied}
        class="fix"
      />
    </aside>
  );
}
