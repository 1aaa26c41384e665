/** When an order is due: in words, as a field writes it, and as the shop is told. */

import type { Instant } from '../wire/basics';
import type { Job } from '../wire/jobs';

const DAY = 86_400_000;

/** The first moment at which anything on a plate is due; null where nothing is. */
export function firstDue(job: Job): Instant | null {
  const found = Object.values(job.places).flatMap(({ due }) => (due === null ? [] : [due]));
  return found.length ? Math.min(...found) : null;
}

/** "today 18:00", "Friday 09:00", "4 Jan 12:00"; a day that ends at midnight is named without its time. */
export function dueWords(at: Instant, now: Date): string {
  const date = new Date(at * 1000);
  const days = Math.round((midnight(date) - midnight(now)) / DAY);
  const near = { '-1': 'yesterday', '0': 'today', '1': 'tomorrow' }[String(days)];
  const name =
    days > 1 && days < 7 ? { weekday: 'long' as const } : { day: 'numeric' as const, month: 'short' as const };
  const day = near ?? new Intl.DateTimeFormat('en-GB', name).format(date);
  const hour = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return hour === '23:59' ? day : `${day} ${hour}`;
}

/** The moment in this browser's time as a date-time field writes it; empty for none. */
export function written(at: Instant | null): string {
  if (at === null) return '';
  const date = new Date(at * 1000);
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** What was written, with the zone of this browser, for the shop may stand in another one: "2026-12-01T18:00+01:00". */
export function zoned(field: string): string {
  if (!field) return '';
  const east = -new Date(field).getTimezoneOffset();
  const size = Math.abs(east);
  return `${field}${east < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function two(part: number): string {
  return String(part).padStart(2, '0');
}
