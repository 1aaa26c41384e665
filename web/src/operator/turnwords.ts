/** What is said of an order's turn where it is changed. */

import type { Turn } from '../wire/jobs';

export const turnWords = {
  turn: 'Its turn',
  priority: 'Priority',
  due: 'Due',
  asks: 'It needs a printer that is',
  plate: 'Kind of plate',
  anyPlate: 'any',
  why: 'Why (kept in the history)',
  setTurn: 'Set',
} as const;

export const priorityWords: Record<Turn['priority'], string> = { high: 'High', normal: 'Normal', low: 'Low' };
