/** What every page needs on the way in: its place in the address, its state on the body for those who test it. */

import { render, type ComponentChildren } from 'preact';
import '@fontsource-variable/instrument-sans/wght.css';
import './base.css';

/** Writes facts on the body as data-*, where browser tests read them. */
export function note(facts: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(facts)) document.body.dataset[name] = String(value);
}

export function mount(page: ComponentChildren): void {
  const root = document.getElementById('app');
  if (root) render(page, root);
}

/** The last part of the address: /products/keychain → "keychain". */
export function lastPart(): string {
  return decodeURIComponent(location.pathname.split('/').findLast(Boolean) ?? '');
}
