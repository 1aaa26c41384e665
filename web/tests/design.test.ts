import { describe, expect, it } from 'vitest';
import { DesignStore, type Design } from '../src/product/design';

const start: Design = { values: { width: 100, text: 'ADA' }, material: 'pla', colour: 'red', colours: {}, quantity: 1 };

/** A store whose clock stands still until it is moved. */
function atRest() {
  let now = 0;
  const store = new DesignStore(start, () => now);
  return {
    store,
    wait: (ms: number) => {
      now += ms;
    },
    width: () => store.design.value.values.width,
  };
}

describe('undo', () => {
  it('takes a whole drag back in one step, however long the hand rests in the middle', () => {
    const { store, wait, width } = atRest();
    store.hold();
    for (const value of [101, 110, 120]) {
      store.mutate({ values: { width: value } }, 'width');
      wait(5_000);
    }
    store.release();
    store.undo();
    expect(width()).toBe(100);
    expect(store.canUndo.value).toBe(false);
    store.redo();
    expect(width()).toBe(120);
  });

  it('keeps two drags of one slider apart, even in quick succession', () => {
    const { store, width } = atRest();
    for (const value of [110, 120]) {
      store.hold();
      store.mutate({ values: { width: value } }, 'width');
      store.release();
    }
    store.undo();
    expect(width()).toBe(110);
  });

  it('joins presses of a key within 900 ms and parts those after a pause', () => {
    const { store, wait, width } = atRest();
    store.mutate({ values: { width: 101 } }, 'width');
    wait(899);
    store.mutate({ values: { width: 102 } }, 'width');
    wait(901);
    store.mutate({ values: { width: 103 } }, 'width');
    store.undo();
    expect(width()).toBe(102);
    store.undo();
    expect(width()).toBe(100);
  });

  it('covers colour, material and quantity like any other choice', () => {
    const { store } = atRest();
    store.mutate({ colour: 'blue' }, 'colour');
    store.mutate({ quantity: 4 }, 'quantity');
    store.undo();
    store.undo();
    expect(store.design.value).toEqual(start);
  });

  it('forgets what was undone once something new is chosen', () => {
    const { store } = atRest();
    store.mutate({ values: { width: 120 } }, 'width');
    store.undo();
    store.mutate({ quantity: 2 }, 'quantity');
    expect(store.canRedo.value).toBe(false);
  });
});

describe('mutate', () => {
  it('is no step when nothing changes', () => {
    const { store } = atRest();
    store.mutate({ values: { width: 100 } }, 'width');
    expect(store.canUndo.value).toBe(false);
  });

  it('keeps zero, the empty text and false as values', () => {
    const { store } = atRest();
    store.mutate({ values: { width: 0, text: '', hole: false } }, 'all');
    expect(store.design.value.values).toEqual({ width: 0, text: '', hole: false });
  });
});
