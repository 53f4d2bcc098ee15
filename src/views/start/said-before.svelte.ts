import type { Preamble } from '../../domain/run.ts';
import { preambles, translatedInto, type PreambleSet } from '../../suites/preambles.ts';

/** The choice of a preamble in one's own words, and, before a language, of all preambles of that language in turn. */
export const ownPreamble = ':own';
const every = ':every-';

/** The choice of all preambles of a language in turn. */
export const everyPreamble = ({ language }: PreambleSet) => `${every}${language}`;

const english: PreambleSet = { language: 'en', name: 'English', preambles, caution: '' };

/** The language of a BCP 47 tag without region and script. */
const plainLanguage = (tag: string) => tag.split('-')[0]?.toLowerCase() ?? '';

/** What is said before the questions of a run. */
export class SaidBefore {
  /** Of a preamble, or one of the choices above; empty for nothing. */
  id = $state('');
  ownWords = $state('');
  /** Those that are not English, once a suite has called for them. */
  #translated = $state.raw<readonly PreambleSet[]>([]);

  /** The set that the choice is from; undefined where it is from none. */
  readonly from: PreambleSet | undefined = $derived.by(() =>
    [english, ...this.#translated].find(
      (set) => everyPreamble(set) === this.id || set.preambles.some(({ id }) => id === this.id),
    ),
  );

  /** What will be said, one for each run; empty for nothing. */
  readonly wanted: readonly Preamble[] = $derived.by(() => {
    if (this.id === ownPreamble) return [{ id: 'own', title: 'Own words', text: this.ownWords.trim() }];
    const { preambles = [] } = this.from ?? {};
    return this.id.startsWith(every) ? preambles : preambles.filter(({ id }) => id === this.id);
  });

  readonly missing: string = $derived(
    this.id === ownPreamble && this.ownWords.trim() === '' ? 'Write what is to be said before the questions.' : '',
  );

  /** The sets for suites in these languages: theirs, English in any case, and the one that is chosen. */
  setsFor(languages: readonly string[]): readonly PreambleSet[] {
    const wanted = languages.map(plainLanguage);
    return [english, ...this.#translated.filter((set) => wanted.includes(set.language) || set === this.from)];
  }

  /** What to know of the chosen words before suites in these languages are asked, in whole sentences; empty where nothing. */
  adviceFor(languages: readonly string[]): string {
    if (!this.from) return '';
    const { language, name, caution } = this.from;
    const others = languages.some((one) => plainLanguage(one) !== language);
    return [
      caution && `${caution}.`,
      others && `A chosen suite is not in ${name}: it hears these words in another language.`,
    ]
      .filter(Boolean)
      .join(' ');
  }

  /** Brings the translations where a suite in one of these languages can use them. */
  async bring(languages: readonly string[]): Promise<void> {
    if (this.#translated.length > 0 || !languages.some((one) => translatedInto.includes(plainLanguage(one)))) return;
    this.#translated = (await import('../../suites/preambles-translated.ts')).translatedPreambles;
  }
}
