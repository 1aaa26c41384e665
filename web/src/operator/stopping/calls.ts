/** The addresses of a stop of the whole farm. */

import { ask, json, post } from '../../api';

/** Printers by their ids: those that are told to stop, and those that stood still and start nothing. */
export interface Halted {
  told: string[];
  resting: string[];
}

export async function stopAll(): Promise<Halted> {
  return json('/api/printers/stop', post({}));
}

export async function bringBack(): Promise<void> {
  await ask('/api/printers/in-service', post({}));
}
