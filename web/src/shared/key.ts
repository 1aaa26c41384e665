/** A new secret of 128 random bits, for an order that must not be taken twice. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The same key for the same wish, so that trying again after a lost answer is the same order. */
export class Keys {
  private readonly known = new Map<string, string>();

  of(wish: object): string {
    const text = JSON.stringify(wish);
    const key = this.known.get(text) ?? newKey();
    this.known.set(text, key);
    return key;
  }
}
