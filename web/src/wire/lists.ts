/** A list of orders, and what came of each row. */

import type { Problem } from './problem';

/** One wrong cell of a list. */
export interface ListError {
  field: string;
  code: string;
  message: string;
  limit: unknown;
  nearest: string | number | boolean | null;
}

/** What came of a list: an order for each row, or why rows cannot be ordered. */
export interface ListResult {
  orders: { line: number; id: string; token: string; digest: string; url: string }[];
  good?: number;
  refused: { line: number; errors: ListError[] }[];
  price: { amount: string; currency: string } | null;
}

/** One line of the shop's answer to a list. */
export type ListTold =
  | { judged: number; of: number; refused: number }
  | { stored: number; of: number }
  | { result: ListResult }
  | { problem: Problem };
