/** A list of orders: opened or pasted, checked row by row, and ordered whole or as far as it works. */

import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import * as api from '../api';
import { Bar } from '../shared/bar';
import { money } from '../shared/format';
import { newKey } from '../shared/key';
import { mount, note } from '../shared/page';
import { Problem } from '../shared/problem';
import { Top } from '../shared/top';
import type { ListResult } from '../wire/lists';
import type { Shop } from '../wire/shop';
import type { Card } from '../wire/templates';
import './list.css';
import { send, type Common } from './sending';
import { bad, good, orderAll, orderGood, words } from './words';

type Take = 'all' | 'good' | 'none';

class List {
  readonly common = signal<Common>({ template: '', material: '', colour: '', name: '', email: '' });
  readonly text = signal('');
  readonly columns = signal<string[]>([]);
  /** 0 to 1 while something is on its way. */
  readonly progress = signal<number | null>(null);
  readonly sending = signal<Take | null>(null);
  readonly refused = signal('');
  readonly result = signal<ListResult | null>(null);
  /** The same for every try to order one list, so that a lost answer orders nothing twice. */
  private key = newKey();

  constructor(shop: Shop, cards: Card[]) {
    const asked = new URLSearchParams(location.search).get('template');
    const template = cards.find((each) => each.slug === asked)?.slug ?? cards[0]?.slug ?? '';
    this.set({ template, material: shop.materials[0]?.id ?? '' });
  }

  set(change: Partial<Common>): void {
    this.common.value = { ...this.common.peek(), ...change };
    this.changed();
    if (change.template) void this.ask(change.template);
  }

  write(text: string): void {
    this.text.value = text;
    this.changed();
  }

  async send(take: Take): Promise<void> {
    this.sending.value = take;
    this.progress.value = 0;
    this.refused.value = '';
    try {
      const result = await send(
        this.text.peek(),
        this.common.peek(),
        take,
        take === 'none' ? newKey() : this.key,
        (share) => {
          this.progress.value = share;
        },
      );
      this.result.value = result;
      if (!result) this.refused.value = words.broken;
      else if (result.orders.length) this.key = newKey();
    } catch (reason) {
      this.refused.value = reason instanceof api.Refused ? reason.message : words.broken;
    } finally {
      this.sending.value = null;
      this.progress.value = null;
    }
  }

  private changed(): void {
    this.key = newKey();
    this.result.value = null;
    this.refused.value = '';
  }

  private async ask(template: string): Promise<void> {
    try {
      const { schema } = await api.template(template);
      if (this.common.peek().template === template) this.columns.value = Object.keys(schema.properties ?? {});
    } catch {
      this.columns.value = [];
    }
  }
}

function ListPage({ shop, cards }: { shop: Shop; cards: Card[] }) {
  const list = useMemo(() => new List(shop, cards), [shop, cards]);
  const common = list.common.value;
  const result = list.result.value;
  const busy = list.sending.value !== null;
  const colours = shop.materials.find((each) => each.id === common.material)?.colours ?? [];
  const state = busy ? 'sending' : result ? (result.orders.length ? 'ordered' : 'checked') : 'ready';
  useEffect(() => note({ state }), [state]);
  return (
    <>
      <Top shop={shop.name} title={words.title} />
      <main class="list-page">
        <h2>{words.heading}</h2>
        <p class="quiet-words">{words.how}</p>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void list.send('none');
          }}
        >
          <fieldset class="list-common" disabled={busy}>
            <Choice
              label={words.product}
              value={common.template}
              options={cards.map((each) => [each.slug, each.title])}
              choose={(template) => list.set({ template })}
            />
            <Choice
              label={words.material}
              value={common.material}
              options={shop.materials.map((each) => [each.id, each.title])}
              choose={(material) => list.set({ material, colour: '' })}
            />
            <Choice
              label={words.colour}
              value={common.colour || (colours[0]?.id ?? '')}
              options={colours.map((each) => [each.id, each.title])}
              choose={(colour) => list.set({ colour })}
            />
            <Text label={words.name} value={common.name} fill="name" write={(name) => list.set({ name })} />
            <Text label={words.email} value={common.email} fill="email" write={(email) => list.set({ email })} />
          </fieldset>
          <p class="quiet-words">
            {words.columns} {list.columns.value.join(', ')}; {words.always}
          </p>
          <label class="list-text">
            <span>{words.list}</span>
            <textarea
              rows={10}
              spellcheck={false}
              disabled={busy}
              value={list.text.value}
              onInput={(event) => list.write(event.currentTarget.value)}
            />
          </label>
          <div class="list-ways">
            <label class="second list-file">
              {words.file}
              <input
                type="file"
                accept=".csv,.tsv,.txt,text/csv"
                disabled={busy}
                onChange={(event) => {
                  const file = event.currentTarget.files?.[0];
                  event.currentTarget.value = '';
                  if (file) void file.text().then((text) => list.write(text));
                }}
              />
            </label>
            <button type="submit" class="primary" disabled={busy || !list.text.value.trim()}>
              {list.sending.value === 'none' ? words.checking : words.check}
            </button>
          </div>
        </form>
        {list.progress.value !== null && (
          <Bar progress={list.progress.value} label={list.sending.value === 'none' ? words.checking : words.ordering} />
        )}
        {list.refused.value && (
          <p class="wrong" role="alert">
            {list.refused.value}
          </p>
        )}
        {result && <Outcome list={list} result={result} busy={busy} />}
      </main>
    </>
  );
}

function Outcome({ list, result, busy }: { list: List; result: ListResult; busy: boolean }) {
  if (result.orders.length) {
    return (
      <section class="list-outcome" aria-live="polite">
        <h3>{words.ordered}</h3>
        <ul>
          {result.orders.map((order) => (
            <li key={order.id}>
              {words.line} {order.line}: <a href={order.url}>{order.id}</a>
            </li>
          ))}
        </ul>
      </section>
    );
  }
  const count = result.good ?? 0;
  return (
    <section class="list-outcome" aria-live="polite">
      {count > 0 && result.price && <p>{good(count, money(result.price))}</p>}
      {result.refused.length > 0 && (
        <>
          <h3 class="wrong">{bad(result.refused.length)}</h3>
          <div class="list-scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">{words.line}</th>
                  <th scope="col">{words.field}</th>
                  <th scope="col">{words.wrong}</th>
                  <th scope="col">{words.nearest}</th>
                </tr>
              </thead>
              <tbody>
                {result.refused.flatMap((row) =>
                  row.errors.map((error) => (
                    <tr key={`${row.line} ${error.field} ${error.code}`}>
                      <td>{row.line}</td>
                      <td>{error.field}</td>
                      <td>{error.message}</td>
                      <td>{error.nearest === null ? '–' : String(error.nearest)}</td>
                    </tr>
                  )),
                )}
              </tbody>
            </table>
          </div>
        </>
      )}
      {count > 0 && (
        <button
          type="button"
          class="primary"
          disabled={busy}
          onClick={() => void list.send(result.refused.length ? 'good' : 'all')}
        >
          {busy ? words.ordering : result.refused.length ? orderGood(count) : orderAll(count)}
        </button>
      )}
    </section>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: [string, string][];
  choose: (value: string) => void;
}

function Choice({ label, value, options, choose }: ChoiceProps) {
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {options.map(([id, title]) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

interface TextProps {
  label: string;
  value: string;
  fill: 'name' | 'email';
  write: (value: string) => void;
}

function Text({ label, value, fill, write }: TextProps) {
  return (
    <label>
      <span>{label}</span>
      <input type="text" autocomplete={fill} value={value} onInput={(event) => write(event.currentTarget.value)} />
    </label>
  );
}

async function open(): Promise<void> {
  try {
    const [shop, { templates }] = await Promise.all([api.shop(), api.templates()]);
    document.title = `${words.title} – ${shop.name}`;
    mount(<ListPage shop={shop} cards={templates} />);
  } catch (reason) {
    note({ state: 'error' });
    mount(<Problem reason={reason} />);
  }
}

void open();
