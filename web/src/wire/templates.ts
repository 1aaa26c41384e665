/** What can be had: a card in the shop window, and a product with its form. */

import type { Money } from './basics';
import type { Need, Preset, Property, Rule, Slot } from './form';

export interface Card {
  slug: string;
  title: string;
  summary: string;
  version: string;
  tags: string[];
  picture: string;
  price_from: Money | null;
  draft: boolean;
}

export interface Broken {
  file: string;
  message: string;
  line: number | null;
}

export interface Template {
  slug: string;
  title: string;
  version: string;
  source_digest: string;
  summary: string;
  need: string;
  when_not: string;
  licence: string;
  author: string;
  tags: string[];
  schema: { properties?: Record<string, Property> };
  groups: string[];
  presets: Preset[];
  needs: Need[];
  rules: Rule[];
  /** The body first; more than one where parts may have colours of their own. */
  slots: Slot[];
  /** The numbers that rules ask for, by material. */
  limits: Readonly<Record<string, Readonly<Record<string, number>>>>;
  picture: string;
  /** Not proven yet: for the operator and the maker only. */
  draft: boolean;
  proof: { settings: number; printable: number; seed: number; date: string } | null;
  /** Whether the shop reads the template's file again when it is saved. */
  watch: boolean;
  error: Broken | null;
}
