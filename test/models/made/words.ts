import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const suites = ['moral-direction', 'sycophancy', 'social-intelligence'];

/** Every distinct word of the built-in suites, the frequent ones first. */
export function words(): readonly string[] {
  const counts = new Map<string, number>();
  for (const suite of suites) {
    const text = readFileSync(join(import.meta.dirname, '../../../src/suites', suite, 'suite.json'), 'utf8');
    for (const [word] of text.matchAll(/[A-Za-z]+/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([word]) => word);
}

const onsets = 'b c d f g h j k l m n p r s t v w z br ch cl cr dr fl gr pl pr sh sl st th tr'.split(' ');
const vowels = 'a e i o u ai ea oo ou'.split(' ');
const codas = ['', ...'n r s t l m nd st ck ng'.split(' ')];

/** Words that nobody uses, without end and in a fixed order: to fill a vocabulary. */
export function* inventedWords(): Generator<string> {
  for (const last of onsets) {
    for (const onset of onsets) {
      for (const vowel of vowels) for (const coda of codas) yield `${last}${vowel}${onset}${vowel}${coda}`;
    }
  }
}
