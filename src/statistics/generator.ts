/** Gives the next number, uniform in [0, 1), in steps of 2^-32. */
export type Generator32 = () => number;

/** FNV-1a over the text's UTF-16 units, 32 bits (Fowler, Noll and Vo). */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** One step of splitmix32 with the finaliser of MurmurHash3, to spread a seed over many words. */
function* splitmix32(seed: number): Generator<number, never> {
  let state = seed | 0;
  for (;;) {
    state = (state + 0x9e3779b9) | 0;
    let word = state ^ (state >>> 16);
    word = Math.imul(word, 0x85ebca6b);
    word ^= word >>> 13;
    word = Math.imul(word, 0xc2b2ae35);
    yield (word ^ (word >>> 16)) >>> 0;
  }
}

/**
 * A repeatable source of chance: sfc32 of Chris Doty-Humphrey (PractRand 0.95, `sfc.h`). The same seed and purpose
 * always give the same numbers; another purpose gives numbers that have nothing to do with them.
 */
export function generator(seed: number, purpose = ''): Generator32 {
  const words = splitmix32((Math.trunc(seed) ^ hash32(purpose)) >>> 0);
  let a = words.next().value | 0;
  let b = words.next().value | 0;
  let c = words.next().value | 0;
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 4294967296;
  };
  // The first rounds still show the seed.
  for (let round = 0; round < 12; round += 1) next();
  return next;
}
