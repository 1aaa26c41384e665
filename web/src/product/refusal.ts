/** Why an order was not taken, and what to do about it. */

import * as api from '../api';
import type { CustomerErrors } from './customer';
import { words } from './words';

/** Said here and nowhere else, so that the form does not wait for it. */
const orderUnknown =
  'The shop did not answer, so we cannot say whether the order arrived. ' +
  'Press again: the same order is never taken twice.';
const orderChanged =
  'This product was changed in the shop since you looked at it, so what you saw is not what would be printed now. ' +
  'Nothing was ordered. Load the page again to see it as it is; your choices stay.';

export interface Refusal {
  words: string;
  /** True when only the page, loaded again, can show what would be made now. */
  reload: boolean;
}

/** Words at the customer's own fields; none when the refusal is about something else. */
export function fieldErrors(reason: unknown): CustomerErrors {
  if (!(reason instanceof api.Refused)) return {};
  const known = (reason.problem.errors ?? []).filter((error) =>
    ['name', 'email', 'quantity', 'material'].includes(error.field),
  );
  return Object.fromEntries(known.map((error) => [error.field, error.message]));
}

export function refused(reason: unknown): Refusal {
  if (!(reason instanceof api.Refused)) return { words: orderUnknown, reload: false };
  const { code, errors, findings } = reason.problem;
  switch (code) {
    case 'digest_mismatch':
      return { words: orderChanged, reload: true };
    case 'price_changed':
      return { words: nothing(reason.message), reload: true };
    case 'not_printable':
      return { words: nothing(findings?.map((finding) => finding.message).join(' ') || reason.message), reload: false };
    case 'invalid_values':
      return { words: nothing(errors?.map((error) => error.message).join(' ') || reason.message), reload: true };
    default:
      return { words: nothing(reason.message), reload: false };
  }
}

function nothing(why: string): string {
  return `${words.nothingOrdered} ${why}`;
}
