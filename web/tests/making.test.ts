import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Design } from '../src/product/design';
import { fieldsOf } from '../src/product/fields';
import { Making } from '../src/product/making';
import { words } from '../src/product/words';
import { properties } from './samples';

const design = (width: number): Design => ({
  values: { width },
  material: 'pla',
  colour: 'red',
  colours: {},
  quantity: 1,
});

const asked: string[] = [];
const count = (what: string) => asked.filter((address) => address.includes(what)).length;

/** Lets answers arrive without letting a hand rest. */
const arrive = () => vi.advanceTimersByTimeAsync(10);

function making(): Making {
  const fields = fieldsOf({ properties: { width: properties.width! } });
  const made = new Making('box', 'v1', fields);
  made.showWith(() => undefined);
  return made;
}

beforeEach(() => {
  asked.length = 0;
  vi.useFakeTimers();
  vi.stubGlobal('fetch', (address: string) => {
    asked.push(address);
    const digest = new URL(address, 'http://shop').searchParams.get('width') ?? '60';
    const headers = { 'Design-Digest': digest };
    return Promise.resolve(
      address.includes('model.glb')
        ? new Response('glb', { headers })
        : Response.json({ digest, source_digest: 'v1', findings: [] }),
    );
  });
});

afterEach(async () => {
  await vi.dynamicImportSettled();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('only shows what a moving hand passes, and judges what it stops at when it lets go', async () => {
  const made = making();
  for (const width of [61, 62, 63]) {
    made.request(design(width), true);
    await arrive();
  }
  expect([count('model.glb'), count('report')]).toEqual([3, 0]);
  expect(made.digest.value).toBe('63');
  expect(made.phase.value).toBe('loading');
  made.settle();
  await arrive();
  expect([count('model.glb'), count('report')]).toEqual([3, 1]);
  expect(made.report.value?.digest).toBe('63');
  expect(made.phase.value).toBe('ready');
});

it('judges where a hand rests without letting go, once', async () => {
  const made = making();
  made.request(design(70), true);
  await vi.advanceTimersByTimeAsync(1000);
  expect([count('report'), made.phase.value]).toEqual([1, 'ready']);
  made.settle();
  await arrive();
  expect(count('report')).toBe(1);
});

it('asks for look and judgement at once where no hand moves', async () => {
  const made = making();
  made.request(design(80));
  await arrive();
  expect([count('model.glb'), count('report'), made.phase.value]).toEqual([1, 1, 'ready']);
});

it('judges at once where nothing is drawn', async () => {
  const made = making();
  made.showWith(null);
  made.request(design(90), true);
  await arrive();
  expect([count('model.glb'), count('report'), made.phase.value]).toEqual([0, 1, 'ready']);
});

it('asks a shop that was too busy again by itself, and only for what is still wanted', async () => {
  const busy = { code: 'busy', title: 'Busy', detail: 'Many people are designing.', status: 503 };
  let full = true;
  const usual = fetch;
  vi.stubGlobal('fetch', (address: string) => {
    if (!full) return usual(address);
    asked.push(address);
    return Promise.resolve(
      Response.json(busy, { status: 503, headers: { 'Content-Type': 'application/problem+json' } }),
    );
  });
  const made = making();
  made.request(design(90));
  await arrive();
  expect([made.phase.value, made.trouble.value]).toEqual(['error', words.busy]);
  made.request(design(91));
  full = false;
  await vi.advanceTimersByTimeAsync(2000);
  expect([made.phase.value, made.trouble.value, made.digest.value]).toEqual(['ready', null, '91']);
  expect(asked.filter((address) => address.includes('width=90')).length).toBe(2);

  full = true;
  made.request(design(92));
  await arrive();
  full = false;
  await vi.advanceTimersByTimeAsync(2000);
  expect([made.phase.value, made.digest.value]).toEqual(['ready', '92']);
});

it('has the steps beside the one it stopped at built ahead, but not those it has', async () => {
  const made = making();
  for (const width of [60, 64]) {
    made.request(design(width));
    await arrive();
    await vi.dynamicImportSettled();
  }
  const ahead = () =>
    asked.filter((address) => address.includes('/ahead')).map((address) => /width=([\d.]+)/.exec(address)?.[1]);
  expect(ahead()).toEqual(['64.5', '63.5']);
  made.request(design(64.5));
  await arrive();
  await vi.dynamicImportSettled();
  expect(ahead()).toEqual(['64.5', '63.5', '65']);
});

it('does not wait for the judgement of what is no longer wanted', async () => {
  const left: string[] = [];
  const usual = fetch;
  vi.stubGlobal('fetch', (address: string, init?: RequestInit) => {
    if (!address.includes('report') || !address.includes('width=70')) return usual(address, init);
    return new Promise((_, refuse) => {
      init?.signal?.addEventListener('abort', () => {
        left.push(address);
        refuse(new DOMException('left', 'AbortError'));
      });
    });
  });
  const made = making();
  made.request(design(70));
  await arrive();
  made.request(design(75));
  await vi.advanceTimersByTimeAsync(500);
  expect(left.length).toBe(1);
  expect([made.phase.value, made.trouble.value, made.digest.value]).toEqual(['ready', null, '75']);
});
