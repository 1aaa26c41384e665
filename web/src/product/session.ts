/** Everything one visit to a product holds: the template, the design, its making, what is picked out. */

import { computed, effect, signal } from '@preact/signals';
import * as api from '../api';
import { judge } from '../rules/rules';
import { typefacesOf, type Metrics } from '../rules/terms';
import type { Value } from '../wire/basics';
import type { Change } from '../wire/form';
import type { FieldError } from '../wire/problem';
import type { Finding } from '../wire/report';
import type { Material, Shop } from '../wire/shop';
import type { Template } from '../wire/templates';
import { addressQuery, readAddress } from './address';
import { DesignStore, type Design } from './design';
import type { Kept } from './differences';
import { fieldsOf, type Field } from './fields';
import { commit } from './limits';
import { Looking } from './looking';
import { Making } from './making';
import { factsOf, ruledOf } from './ruled';

/** Ms of quiet before the address follows the design. */
const ADDRESS_RESTS = 250;

export class Session {
  readonly template;
  readonly fields;
  readonly store: DesignStore;
  readonly making: Making;
  /** Sentences about what an address asked for and could not have. */
  readonly notices = signal<readonly string[]>([]);
  /** What is not as it was since the design was made with an older version. */
  readonly changes = signal<readonly Change[]>([]);
  /** Sentences beside fields whose typed value was not taken as it stood. */
  readonly remarks = signal<Readonly<Record<string, string>>>({});
  /** Place in `findings` of the one that is picked out; null when none is. */
  readonly picked = signal<number | null>(null);
  readonly looking = new Looking();
  /** The design that is kept to compare others with. */
  readonly kept = signal<Kept | null>(null);
  private readonly typefaces = signal<Readonly<Record<string, Metrics | undefined>>>({});
  private readonly asked = new Set<string>();

  /** What the rules make of the design: what is hidden, what is fixed, how far each number may go. */
  readonly judged = computed(() => {
    const fields = this.fields.value;
    return judge(ruledOf(fields), this.template.value.rules, this.facts.value);
  });

  /** What is wrong with each field, by the page's own judgement or else by the server's. */
  readonly errors = computed<readonly FieldError[]>(() => {
    const { errors, hidden } = this.judged.value;
    const told = this.making.errors.value.filter((error) => !hidden.has(error.field));
    return [...errors, ...told.filter((error) => !errors.some((own) => own.field === error.field))];
  });

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

  /** The design that is shown with its report; null while either is on the way. */
  readonly present = computed<Kept | null>(() => {
    const [design, report] = [this.making.made.value, this.making.report.value];
    if (!design || report?.digest !== this.making.digest.value) return null;
    // Colour and number of pieces change no model: they are those of now.
    const { colour, colours, quantity } = this.store.design.value;
    return { design: { ...design, colour, colours, quantity }, report };
  });

  private readonly facts;

  constructor(
    readonly shop: Shop,
    template: Template,
    search: string,
  ) {
    this.template = signal(template);
    this.fields = computed<readonly Field[]>(() => fieldsOf(this.template.value.schema));
    const fields = this.fields.peek();
    const opened = readAddress(fields, shop.materials, search, shop.quantity_limit);
    this.notices.value = opened.notes;
    this.store = new DesignStore(opened.design);
    this.making = new Making(template.slug, template.source_digest, fields);
    this.facts = computed(() => {
      const { values, material } = this.store.design.value;
      const { limits } = this.template.value;
      return factsOf(this.fields.value, values, limits[material] ?? {}, this.typefaces.value);
    });
  }

  static async open(slug: string, search: string): Promise<Session> {
    const [shop, template] = await Promise.all([api.shop(), api.template(slug)]);
    const session = new Session(shop, template, search);
    const version = new URLSearchParams(search).get('_v');
    if (version && version !== template.version) {
      await (await import('./older')).carryOver(session, version, search);
    }
    return session;
  }

  /** What a design's body and its other slots look like, as `#rrggbb`; slots not named have the body's. */
  hexesOf({ material, colour, colours }: Design): { colour: string; colours: Readonly<Record<string, string>> } {
    const offered = this.shop.materials.find((each) => each.id === material)?.colours ?? [];
    const hex = (id: string) => offered.find((each) => each.id === id)?.hex;
    const slots = Object.entries(colours).map(([slot, id]) => [slot, hex(id)] as const);
    const known = slots.filter((each): each is [string, string] => each[1] !== undefined);
    return { colour: hex(colour) ?? '#8a8f92', colours: Object.fromEntries(known) };
  }

  keep(): void {
    this.looking.leaveMeasuring();
    this.kept.value = this.present.peek();
  }

  letGo(): void {
    this.kept.value = null;
  }

  /** The kept design is the present one again: one step to undo. */
  takeKept(): void {
    const kept = this.kept.peek();
    if (kept) this.store.mutate(kept.design, 'kept');
  }

  /** From now on each change is made and written into the address. */
  start(): void {
    effect(() => this.learn());
    effect(() => {
      void this.template.value; // saved anew: the same values make another thing
      const design = { ...this.store.design.value, values: this.judged.value.values };
      this.making.request(design, this.store.held.peek());
    });
    effect(() => {
      if (!this.store.held.value) this.making.settle();
    });
    effect(() => {
      void this.making.report.value; // faces and places belong to one report only
      this.picked.value = null;
    });
    let timer = 0;
    effect(() => {
      const { version } = this.template.value;
      const design = { ...this.store.design.value, values: this.judged.value.values };
      const query = addressQuery(this.fields.value, this.shop.materials, design, version, location.search);
      clearTimeout(timer);
      timer = window.setTimeout(
        () => history.replaceState(null, '', location.pathname + (query && `?${query}`)),
        ADDRESS_RESTS,
      );
    });
  }

  /** Asks for the typefaces that the rules reckon with. */
  private learn(): void {
    const facts = this.facts.value;
    const terms = this.template.value.rules.flatMap((rule) =>
      'limit' in rule ? [rule.limit] : 'to' in rule ? [rule.when, rule.to] : [rule.when],
    );
    for (const name of new Set(terms.flatMap((term) => typefacesOf(term, facts)))) {
      if (this.asked.has(name)) continue;
      this.asked.add(name);
      api.typeface(name).then(
        (metrics) => {
          this.typefaces.value = { ...this.typefaces.peek(), [name]: metrics };
        },
        () => this.asked.delete(name), // the server judges alone until it can be had
      );
    }
  }

  /** What is asked for now; of a fixed field what it is fixed to. */
  value(field: Field): Value {
    const own = this.store.design.value.values[field.name] ?? field.default;
    return this.judged.value.locked.has(field.name) ? (this.judged.value.values[field.name] ?? own) : own;
  }

  /** A control moved: the value is already one of the field's own. A number stops where a rule does, which says why. */
  set(field: Field, value: Value): void {
    const stopped = this.stop(field, value);
    this.remark(field.name, stopped?.words ?? null);
    this.store.mutate({ values: { [field.name]: stopped?.value ?? value } }, field.name);
  }

  /** Takes what a person typed; returns what became of it, for the box they typed into. */
  type(field: Field, given: string): Value {
    const { value, words } = commit(field, given, this.value(field));
    const stopped = this.stop(field, value);
    this.store.mutate({ values: { [field.name]: stopped?.value ?? value } }, field.name);
    this.remark(field.name, stopped?.words ?? words);
    return stopped?.value ?? value;
  }

  /** Applies a whole answer or preset: one step to undo. */
  apply(values: Readonly<Record<string, Value>>, step: string): void {
    this.remarks.value = {};
    this.store.mutate({ values }, step);
  }

  private stop(field: Field, value: Value): { value: Value; words: string } | null {
    if (field.kind !== 'slider' && field.kind !== 'stepper') return null;
    // Bounds may hang on the field itself; those that do are the server's to tell.
    const { most, least } = this.judged.peek();
    const upper = most.get(field.name);
    const lower = least.get(field.name);
    const wanted = Number(value);
    if (typeof upper?.nearest === 'number' && wanted > upper.nearest && !(lower && upper.limit < lower.limit)) {
      return { value: upper.nearest, words: upper.words };
    }
    if (typeof lower?.nearest === 'number' && wanted < lower.nearest && !(upper && upper.limit < lower.limit)) {
      return { value: lower.nearest, words: lower.words };
    }
    return null;
  }

  private remark(name: string, words: string | null): void {
    const others = Object.entries(this.remarks.peek()).filter(([field]) => field !== name);
    this.remarks.value = Object.fromEntries(words === null ? others : [...others, [name, words]]);
  }
}
