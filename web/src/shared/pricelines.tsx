/** What a price is made of: lines that add up to it. */

import { money } from './format';
import type { Price } from '../wire/report';

export function PriceLines({ price }: { price: Price }) {
  return (
    <ul class="price-lines">
      {price.lines.map((line) => (
        <li key={line.code ?? line.title}>
          <span>{line.title}</span>
          <span>{money({ ...price, amount: line.amount })}</span>
        </li>
      ))}
      <li class="total">
        <span>Together</span>
        <span>{money(price)}</span>
      </li>
    </ul>
  );
}
