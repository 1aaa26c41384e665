/** What the buttons of a job say. */

import type { JobAction } from '../wire/jobs';
import { words } from './words';

export const actionWords: Record<JobAction, string> = {
  now: 'Print now',
  hold: 'Hold back',
  release: 'Let it go on',
  split: 'Split by order',
  cancel: 'Cancel',
  retry: 'Try again',
  printed: words.printed,
  not_printed: words.notPrinted,
};
