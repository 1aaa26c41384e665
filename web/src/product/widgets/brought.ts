/** The addresses of a customer's own artwork. */

import { json } from '../../api';
import type { Artwork } from '../../wire/form';

export async function bring(kind: Artwork['kind'], file: Blob): Promise<Artwork> {
  const headers = { 'Content-Type': 'application/octet-stream' };
  return json(`/api/artwork?kind=${kind}`, { method: 'POST', headers, body: file });
}

export function artworkAddress(name: string): string {
  return `/api/artwork/${encodeURIComponent(name)}`;
}
