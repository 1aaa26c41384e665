/** Everything the page of a list says by itself. */

export const words = {
  title: 'Order a list',
  heading: 'Many at once, from a list',
  how: 'One order a row, as a spreadsheet saves it (CSV). The first line names the columns. What a row leaves out is as below.',
  product: 'Product',
  material: 'Material',
  colour: 'Colour',
  name: 'Name',
  email: 'E-mail',
  file: 'Open a file',
  list: 'The list',
  columns: 'Columns of this product:',
  always: 'and in every list: template, quantity, name, email, material, colour.',
  check: 'Check the list',
  checking: 'Checking…',
  ordering: 'Ordering…',
  line: 'Line',
  field: 'Column',
  wrong: 'What is wrong',
  nearest: 'Nearest that works',
  changed: 'The list has changed since it was checked.',
  broken: 'The answer ended too early. Ordering the same list again is safe: nothing is ordered twice.',
  ordered: 'Ordered. Keep these links: each opens one order.',
} as const;

export function rows(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`;
}

export function good(count: number, price: string): string {
  return `${rows(count)} can be ordered, ${price} together.`;
}

export function bad(count: number): string {
  return count === 1 ? '1 row cannot be ordered as it is:' : `${count} rows cannot be ordered as they are:`;
}

export function orderAll(count: number): string {
  return `Order ${count === 1 ? 'it' : `all ${count}`}`;
}

export function orderGood(count: number): string {
  return `Order the ${rows(count)} that work${count === 1 ? 's' : ''}`;
}
