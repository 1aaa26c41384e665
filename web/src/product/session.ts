/** Everything one visit to a product holds: the template, the design, its making, what is picked out. */

import { computed, effect, signal } from '@preact/signals';
import * as api from '../api';
import type { Finding, Material, Shop, Template, Value } from '../wire';
import { addressQuery, readAddress } from './address';
import { DesignStore } from './design';
import { fieldsOf, type Field } from './fields';
import { commit } from './limits';
import { Making } from './making';

/** Ms of quiet before the address follows the design. */
const ADDRESS_RESTS = 250;

export class Session {
  readonly fields: readonly Field[];
  readonly store: DesignStore;
  readonly making: Making;
  /** Sentences about what an address asked for and could not have. */
  readonly notices = signal<readonly string[]>([]);
  /** Sentences beside fields whose typed value was not taken as it stood. */
  readonly remarks = signal<Readonly<Record<string, string>>>({});
  /** Place in `findings` of the one that is picked out; null when none is. */
  readonly picked = signal<number | null>(null);

  /** What is to be looked at, the worst first. */
  readonly findings = computed(() => {
    const rank = { error: 0, warning: 1, info: 2 };
    const found: readonly Finding[] = this.making.report.value?.findings ?? [];
    return [...found].sort((a, b) => rank[a.severity] - rank[b.severity]);
  });

  readonly material = computed<Material | undefined>(() =>
    this.shop.materials.find((each) => each.id === this.store.design.value.material),
  );

  readonly colour = computed(() =>
    this.material.value?.colours.find((each) => each.id === this.store.design.value.colour),
  );

  constructor(
    readonly shop: Shop,
    readonly template: Template,
    search: string,
  ) {
    this.fields = fieldsOf(template.schema);
    const opened = readAddress(this.fields, shop.materials, search, shop.quantity_limit);
    this.notices.value = opened.notes;
    this.store = new DesignStore(opened.design);
    this.making = new Making(template.slug, template.source_digest, this.fields);
  }

  static async open(slug: string, search: string): Promise<Session> {
    const [shop, template] = await Promise.all([api.shop(), api.template(slug)]);
    return new Session(shop, template, search);
  }

  /** From now on each change is made and written into the address. */
  start(): void {
    effect(() => this.making.request(this.store.design.value));
    effect(() => {
      void this.making.report.value; // faces and places belong to one report only
      this.picked.value = null;
    });
    let timer = 0;
    effect(() => {
      const query = addressQuery(this.fields, this.shop.materials, this.store.design.value, location.search);
      clearTimeout(timer);
      timer = window.setTimeout(
        () => history.replaceState(null, '', location.pathname + (query && `?${query}`)),
        ADDRESS_RESTS,
      );
    });
  }

  value(field: Field): Value {
    return this.store.design.value.values[field.name] ?? field.default;
  }

  /** A control moved: the value is already one of the field's own. */
  set(field: Field, value: Value): void {
    this.remark(field.name, null);
    this.store.mutate({ values: { [field.name]: value } }, field.name);
  }

  /** Takes what a person typed; returns what became of it, for the box they typed into. */
  type(field: Field, given: string): Value {
    const { value, words } = commit(field, given, this.value(field));
    this.store.mutate({ values: { [field.name]: value } }, field.name);
    this.remark(field.name, words);
    return value;
  }

  private remark(name: string, words: string | null): void {
    const others = Object.entries(this.remarks.peek()).filter(([field]) => field !== name);
    this.remarks.value = Object.fromEntries(words === null ? others : [...others, [name, words]]);
  }
}
