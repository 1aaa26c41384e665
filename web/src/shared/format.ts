/** Numbers as people read them. */

import type { Instant, Money } from '../wire/basics';

export function money(price: Money): string {
  return new Intl.NumberFormat('en', { style: 'currency', currency: price.currency }).format(Number(price.amount));
}

/** 14100 → "3 h 55 min"; 40 → "under a minute". */
export function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return 'under a minute';
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
  return `${Math.round(minutes / 1440)} days`;
}

export function grams(value: number): string {
  return value < 10 ? `${value.toFixed(1)} g` : `${Math.round(value)} g`;
}

/** At most two decimals and no trailing zeros: 1.60 → "1.6". */
export function decimal(value: number, digits = 2): string {
  return String(Number(value.toFixed(digits)));
}

/** A number with its unit: "12 mm", "45°", "62 %". */
export function quantity(value: number, unit: string): string {
  if (!unit) return decimal(value);
  return unit === '°' ? `${decimal(value)}°` : `${decimal(value)} ${unit}`;
}

/** The unit said aloud, for those who listen to the page. */
export function spokenUnit(unit: string): string {
  return { mm: 'millimetres', kg: 'kilograms', '°': 'degrees', '%': 'percent' }[unit] ?? unit;
}

/** "40 s", "12 min", "3 h": how long ago, in one short word. */
export function age(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

export function clock(instant: Instant): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(instant * 1000));
}
