/**
 * Runs one call at a time and remembers only the newest that waits.
 *
 * A drag makes a hundred wishes; the server hears the first, and then the last.
 */
export function newest<Wish>(run: (wish: Wish) => Promise<void>): (wish: Wish) => void {
  let busy = false;
  let waiting: { wish: Wish } | null = null;
  const start = async (wish: Wish): Promise<void> => {
    busy = true;
    try {
      await run(wish);
    } finally {
      busy = false;
      const next = waiting;
      waiting = null;
      if (next) void start(next.wish);
    }
  };
  return (wish) => {
    if (busy) waiting = { wish };
    else void start(wish);
  };
}
