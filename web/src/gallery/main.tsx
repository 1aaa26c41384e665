/** The shop window: every product with its picture and the price it starts at. */

import * as api from '../api';
import { money } from '../shared/format';
import { mount, note } from '../shared/page';
import { Problem } from '../shared/problem';
import { Top } from '../shared/top';
import type { Shop } from '../wire/shop';
import type { Broken, Card } from '../wire/templates';
import './gallery.css';
import { Own } from './own';
import { words } from './words';

interface Props {
  shop: Shop;
  cards: Card[];
  broken: Broken[];
}

function Gallery({ shop, cards, broken }: Props) {
  return (
    <>
      <Top shop={shop.name}>
        {shop.operator && (
          <a class="quiet room" href="/operator">
            {words.printRoom}
          </a>
        )}
      </Top>
      <main class="gallery">
        <header class="welcome">
          <h1>{words.heading}</h1>
          <p>{words.how}</p>
          <p>
            <a href="/list">{words.list}</a>
          </p>
        </header>
        {shop.uploads && <Own uploads={shop.uploads} />}
        {cards.length ? (
          <ul class="shelf">
            {cards.map((card, index) => (
              <Product key={card.slug} card={card} first={index < 4} />
            ))}
          </ul>
        ) : (
          <p>{words.empty}</p>
        )}
        {broken.length > 0 && <BrokenFiles broken={broken} />}
      </main>
    </>
  );
}

function Product({ card, first }: { card: Card; first: boolean }) {
  return (
    <li>
      <a class="product-card" href={`/products/${encodeURIComponent(card.slug)}`}>
        <img src={sized(card.picture)} alt="" width={640} height={480} loading={first ? 'eager' : 'lazy'} />
        <span class="product-words">
          <b>
            {card.title} {card.draft && <small class="draft">{words.draft}</small>}
          </b>
          <span class="product-summary">{card.summary}</span>
          {card.price_from && (
            <span class="product-price">
              {words.from} <b>{money(card.price_from)}</b>
            </span>
          )}
        </span>
      </a>
    </li>
  );
}

/** Only operators are told which templates could not be read. */
function BrokenFiles({ broken }: { broken: Broken[] }) {
  return (
    <section class="broken">
      <h2>{words.broken}</h2>
      <ul>
        {broken.map((each) => (
          <li key={each.file}>
            <code>
              {each.file}
              {each.line ? `:${each.line}` : ''}
            </code>{' '}
            {each.message}
          </li>
        ))}
      </ul>
    </section>
  );
}

function sized(picture: string): string {
  return `${picture}${picture.includes('?') ? '&' : '?'}_width=640&_height=480&_format=webp`;
}

async function open(): Promise<void> {
  try {
    const [shop, { templates, broken }] = await Promise.all([api.shop(), api.templates()]);
    document.title = shop.name;
    mount(<Gallery shop={shop} cards={templates} broken={broken ?? []} />);
    note({ state: 'ready' });
  } catch (reason) {
    note({ state: 'error' });
    mount(<Problem reason={reason} />);
  }
}

void open();
