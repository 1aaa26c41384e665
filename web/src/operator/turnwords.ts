/** What is said of an order's turn where it is changed. */

import type { Instant } from '../wire/basics';
import type { Turn } from '../wire/jobs';

export const turnWords = {
  turn: 'Its turn',
  priority: 'Priority',
  due: 'Due on',
  why: 'Why (kept in the history)',
  setTurn: 'Set',
} as const;

export const priorityWords: Record<Turn['priority'], string> = { high: 'High', normal: 'Normal', low: 'Low' };

/** The day of a moment as a date field writes it. */
export function day(at: Instant | null): string {
  if (at === null) return '';
  const date = new Date(at * 1000);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
