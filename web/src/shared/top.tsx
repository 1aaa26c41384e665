/** The bar on top of every page. */

import type { ComponentChildren } from 'preact';

interface Props {
  shop: string;
  /** The page's heading; empty where the page has its own. */
  title?: string;
  children?: ComponentChildren;
}

export function Top({ shop, title, children }: Props) {
  return (
    <header class="top">
      <a class="shop" href="/">
        {shop}
      </a>
      {title && <h1 class="top-title">{title}</h1>}
      <div class="top-actions">{children}</div>
    </header>
  );
}
