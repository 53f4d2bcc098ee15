import type { Construct, Suite } from '../domain/suite.ts';
import { refusalText } from '../domain/parsed.ts';
import { generatedSuites } from './generated.ts';

/** A suite that comes with Touchstone, known without its items. */
export interface BuiltInSuite {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly construct: Construct;
  /** BCP 47. */
  readonly language: string;
  /** Brings the items. Throws where the file cannot be had. */
  load(): Promise<Suite>;
}

// Single fields of the one suite.json: the bundler leaves the items out. The whole file comes as text on demand; under
// its own name, so that the two do not end in one piece.
const titles = import.meta.glob<string>('./*/suite.json', { eager: true, import: 'title' });
const summaries = import.meta.glob<string>('./*/suite.json', { eager: true, import: 'summary' });
const constructs = import.meta.glob<Construct>('./*/suite.json', { eager: true, import: 'construct' });
const languages = import.meta.glob<string>('./*/suite.json', { eager: true, import: 'language' });
const texts = import.meta.glob<string>('./*/suite.json', { query: '?raw', import: 'default' });

const order: readonly string[] = [
  'moral-direction',
  'moral-direction-de',
  'moral-direction-cs',
  'moral-direction-ar',
  'moral-direction-zh',
  'sycophancy',
  'pushback',
  'wrong-addition',
  'social-intelligence',
  'world-trees',
  'world-trees-zh',
  'calibration',
];

const written = Object.entries(constructs).map(([path, construct]): BuiltInSuite => ({
  id: path.split('/')[1] ?? '',
  title: titles[path] ?? '',
  summary: summaries[path] ?? '',
  construct,
  language: languages[path] ?? 'en',
  async load() {
    const { readSuite } = await import('./suite.ts');
    const suite = await readSuite((await texts[path]?.()) ?? '');
    if (!suite.ok) throw new Error(`Loading a built-in suite: ${path}: ${refusalText(suite)}`);
    return suite.value;
  },
}));

/** Every suite below this folder, in the order in which a visitor should meet them. */
export const builtInSuites: readonly BuiltInSuite[] = [
  ...written,
  ...generatedSuites.map(({ make, ...about }): BuiltInSuite => ({ ...about, load: () => Promise.resolve(make()) })),
].sort((a, b) => rank(a.id) - rank(b.id) || (a.id < b.id ? -1 : 1));

function rank(id: string): number {
  const place = order.indexOf(id);
  return place === -1 ? order.length : place;
}
