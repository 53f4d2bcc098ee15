import type { Parsed } from '../../domain/parsed.ts';
import { readHub, usualHub } from './read-hub.ts';

const key = 'touchstone.hub';

function stored(): string {
  try {
    const read = readHub(localStorage.getItem(key) ?? '');
    return read.ok ? read.value : usualHub;
  } catch {
    return usualHub;
  }
}

/** Where models are downloaded from, kept on this machine. */
class HubAddress {
  #origin = $state(stored());

  get origin(): string {
    return this.#origin;
  }

  /** Takes another hub or mirror; refused in words where this page may not talk to it. */
  take(text: string): Parsed<string> {
    const read = readHub(text);
    if (!read.ok) return read;
    this.#origin = read.value;
    try {
      if (read.value === usualHub) localStorage.removeItem(key);
      else localStorage.setItem(key, read.value);
    } catch {
      // It then lasts until the page is closed.
    }
    return read;
  }
}

export const hubAddress = new HubAddress();
