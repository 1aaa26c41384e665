/** The last step: who orders, what exactly, for how much. The digest that was seen travels with it. */

import { signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import * as api from '../api';
import { decimal, duration, grams, money } from '../shared/format';
import { PriceLines } from '../shared/pricelines';
import { dayInWords } from '../shared/day';
import { Keys } from '../shared/key';
import { missing, type CustomerErrors } from './customer';
import { askExact, range, standing } from './exact';
import { askReady, forgetReady, readyBy } from './ready';
import { fieldErrors, refused, type Refusal } from './refusal';
import type { Session } from './session';
import { words } from './words';

/** Kept while the page is open, so that closing the dialog loses nothing. */
const name = signal('');
const email = signal('');
const keys = new Keys();

export function OrderDialog({ session, close }: { session: Session; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const errors = useSignal<CustomerErrors>({});
  const refusal = useSignal<Refusal | null>(null);
  const sending = useSignal(false);
  useEffect(() => {
    forgetReady();
    dialog.current?.showModal();
  }, []);
  const report = session.making.report.value;
  const phase = session.making.phase.value;
  // Whoever is about to order is told the exact price as soon as there is one.
  useEffect(() => {
    void askExact(session);
    void askReady(session);
  }, [session, phase, report?.digest, report?.quantity, report?.material]);
  const ready = phase === 'ready' && report !== null && report.printable;

  const send = async (event: Event) => {
    event.preventDefault();
    refusal.value = null;
    errors.value = missing({ name: name.value, email: email.value });
    const first = ['name', 'email'].find((field) => errors.value[field]);
    if (first) return document.getElementById(`order-${first}`)?.focus();
    if (!report || !ready || sending.value) return;
    const { material, colour, colours, quantity } = session.store.design.value;
    sending.value = true;
    try {
      const wish = {
        template: session.template.value.slug,
        values: report.values,
        digest: session.making.digest.value,
        quantity,
        material,
        colour,
        colours,
        name: name.value.trim(),
        email: email.value.trim(),
        ...(report.quote && report.price ? { quote: report.quote, price: report.price.amount } : {}),
      };
      // The day is no part of what is ordered: sent again with another one it is still the same order.
      const day = readyBy.value ? { ready_by: readyBy.value } : {};
      const receipt = await api.placeOrder({ ...wish, ...day }, keys.of(wish));
      location.assign(receipt.url);
    } catch (reason) {
      sending.value = false;
      errors.value = fieldErrors(reason);
      refusal.value = Object.keys(errors.value).length ? null : refused(reason);
      if (reason instanceof api.Refused) {
        forgetReady();
        void askReady(session);
      }
    }
  };

  return (
    <dialog ref={dialog} class="order-dialog" aria-labelledby="order-heading" onClose={close}>
      <form noValidate onSubmit={send}>
        <h2 id="order-heading">{session.template.value.title}</h2>
        <Summary session={session} />
        <Entry label="Name" field="name" autocomplete="name" value={name} errors={errors.value} />
        <Entry label="E-mail" field="email" autocomplete="email" value={email} errors={errors.value} />
        <Quantity session={session} error={errors.value.quantity} />
        {errors.value.material && (
          <p class="wrong" role="alert">
            {errors.value.material}
          </p>
        )}
        {refusal.value && (
          <div class="wrong" role="alert">
            <p>{refusal.value.words}</p>
            {refusal.value.reload && (
              <button type="button" class="fix" onClick={() => location.reload()}>
                {words.reload}
              </button>
            )}
          </div>
        )}
        <div class="dialog-ways">
          <button type="button" class="second" onClick={() => dialog.current?.close()}>
            Back
          </button>
          <button type="submit" class="primary" disabled={!ready || sending.value}>
            {sending.value ? 'Sending…' : `Order${report?.price ? ` for ${money(report.price)}` : ''}`}
          </button>
        </div>
      </form>
    </dialog>
  );
}

function Summary({ session }: { session: Session }) {
  const report = session.making.report.value;
  if (!report?.estimate || !report.price) return null;
  const { estimate, price } = report;
  const { x, y, z } = report.sizes;
  const size = [x, y, z].map((each) => decimal(each, 1)).join(' × ');
  return (
    <div class="summary-card">
      <p>
        <i class="dot" style={{ background: session.colour.value?.hex ?? 'none' }} />
        {Object.values(session.hexesOf(session.store.design.value).colours).map((hex) => (
          <i key={hex} class="dot" style={{ background: hex }} />
        ))}
        {session.colour.value?.title} {session.material.value?.title}, {size} mm
      </p>
      <p class="quiet-words">
        {estimate.by === 'slice'
          ? `${duration(estimate.seconds)} of printing, ${grams(estimate.grams)} of plastic`
          : `Probably ${range(estimate)}`}
        {report.quantity > 1 && ' for each piece'}
        {standing.value === 'waiting' && estimate.by !== 'slice' && '. The exact price is on its way.'}
      </p>
      {readyBy.value && <p class="ready-by">Ready by {dayInWords(readyBy.value)}</p>}
      <PriceLines price={price} />
      <p class="digest" title={report.digest}>
        Design {report.digest.slice(0, 8)}…
      </p>
    </div>
  );
}

interface EntryProps {
  label: string;
  field: 'name' | 'email';
  autocomplete: 'name' | 'email';
  value: typeof name;
  errors: CustomerErrors;
}

function Entry({ label, field, autocomplete, value, errors }: EntryProps) {
  const id = `order-${field}`;
  const error = errors[field];
  return (
    <div class="entry">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        inputMode={field === 'email' ? 'email' : 'text'}
        autocomplete={autocomplete}
        value={value.value}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-wrong` : undefined}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
      />
      {error && (
        <p class="wrong" id={`${id}-wrong`}>
          {error}
        </p>
      )}
    </div>
  );
}

function Quantity({ session, error }: { session: Session; error: string | undefined }) {
  const { quantity } = session.store.design.value;
  return (
    <div class="entry">
      <label for="order-quantity">{words.quantity}</label>
      <input
        id="order-quantity"
        type="number"
        min={1}
        max={session.shop.quantity_limit}
        value={quantity}
        aria-invalid={error ? true : undefined}
        onChange={(event) => {
          const wanted = Math.min(
            Math.max(Math.round(Number(event.currentTarget.value)) || 1, 1),
            session.shop.quantity_limit,
          );
          session.store.mutate({ quantity: wanted }, 'quantity');
          event.currentTarget.value = String(wanted);
        }}
      />
      {error && <p class="wrong">{error}</p>}
    </div>
  );
}
