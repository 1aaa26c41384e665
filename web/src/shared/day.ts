/** Days as people say them. */

/** "Thursday 26 November"; the year only where it is another one. */
export function dayInWords(day: string, today: Date = new Date()): string {
  const [year, month, date] = day.split('-').map(Number);
  const other = year !== today.getFullYear();
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(other ? { year: 'numeric' } : {}),
  }).format(new Date(year ?? 0, (month ?? 1) - 1, date));
}
