import type { ComponentChild, VNode } from 'preact';
import { afterEach, expect, it, vi } from 'vitest';
import { DesignStore } from '../src/product/design';
import { LayButton } from '../src/product/laybutton';
import type { Values } from '../src/wire/basics';
import type { Finding } from '../src/wire/report';

afterEach(() => {
  vi.unstubAllGlobals();
});

type Parts = readonly VNode<{ children: ComponentChild; onClick: () => void }>[];

const start: Values = { file: 'a'.repeat(64), side: 'bottom', tilt_x: 0, tilt_y: 0, scale: 120 };
const values: Values = { side: 'back', tilt_x: 0, tilt_y: -12.5 };

function finding(code: string, lay: Finding['lay']): Finding {
  const facts = { title: '', message: '', part: 'model', measured: 400, limit: null, unit: 'mm²', source: '' };
  return {
    code,
    severity: 'info',
    ...facts,
    faces: [],
    points: [],
    parameter: null,
    check: 'orientation',
    ...(lay !== undefined && { lay }),
  };
}

function drawn(code: string, lay: Finding['lay']) {
  const store = new DesignStore({ values: start, material: 'pla', colour: 'red', colours: {}, quantity: 1 });
  const apply = (changed: Values, step: string) => store.mutate({ values: changed }, step);
  const card = LayButton({ session: { apply }, finding: finding(code, lay) });
  const props: unknown = card?.props ?? { children: [] };
  const [button, note] = (props as { children: Parts }).children;
  return { store, button, note: note?.props.children };
}

it('lays the model with one press, which is one step to undo', () => {
  const heading = { tabIndex: 0, focus: vi.fn() };
  vi.stubGlobal('document', { querySelector: () => heading });
  const { store, button, note } = drawn('BETTER_SIDE', { values, tried: true });
  expect(button?.type).toBe('button');
  expect(button?.props.children).toBe('Lay it on its better side');
  expect(note).toMatch(/^We tried it/);
  button?.props.onClick();
  expect(store.design.value.values).toEqual({ ...start, ...values });
  expect(heading.focus).toHaveBeenCalledOnce();
  store.undo();
  expect(store.design.value.values).toEqual(start);
  expect(store.canUndo.value).toBe(false);
});

it('says of a lay that nobody tried that it is a proposal, and of what is too big that it then fits', () => {
  expect(drawn('BETTER_SIDE', { values, tried: false }).note).not.toMatch(/tried it/);
  expect(drawn('DOES_NOT_FIT', { values, tried: true }).button?.props.children).toBe('Lay it so that it fits');
});

it.each([null, undefined])('says nothing of a button where the product cannot lay it so: %s', (lay) => {
  const { button, note } = drawn('BETTER_SIDE', lay);
  expect(button).toBeUndefined();
  expect(note).toBeUndefined();
});
