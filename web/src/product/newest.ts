/** Ms that a call which a newer wish overtakes may still take. */
const PATIENCE = 150;

/**
 * Runs one call at a time and remembers only the newest that waits.
 *
 * A drag makes a hundred wishes; the server hears the first, and then the last. A call that the newest wish
 * `overtakes` is told to leave off when it does not end soon.
 */
export function newest<Wish>(
  run: (wish: Wish, left: AbortSignal) => Promise<void>,
  overtakes: (next: Wish, running: Wish) => boolean = () => false,
): (wish: Wish) => void {
  let busy: { wish: Wish; left: AbortController; timer?: ReturnType<typeof setTimeout> } | null = null;
  let waiting: { wish: Wish } | null = null;
  const start = async (wish: Wish): Promise<void> => {
    const call: NonNullable<typeof busy> = { wish, left: new AbortController() };
    busy = call;
    try {
      await run(wish, call.left.signal);
    } finally {
      clearTimeout(call.timer);
      busy = null;
      const next = waiting;
      waiting = null;
      if (next) void start(next.wish);
    }
  };
  return (wish) => {
    if (!busy) {
      void start(wish);
      return;
    }
    waiting = { wish };
    clearTimeout(busy.timer);
    const { left } = busy;
    if (overtakes(wish, busy.wish)) busy.timer = setTimeout(() => left.abort(), PATIENCE);
  };
}
