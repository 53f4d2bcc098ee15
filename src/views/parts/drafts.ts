import type { Draft, WrittenKind } from '../../domain/draft.ts';
import type { Suite } from '../../domain/suite.ts';

const key = 'touchstone.drafts';

/** Notes whether this browser keeps suites of one's own, so that the first screen looks for them only where there are some. */
export function noteDrafts(there: boolean): void {
  try {
    if (there) localStorage.setItem(key, '1');
    else localStorage.removeItem(key);
  } catch {
    // Then they show once their own screen has been opened.
  }
}

/** Whether suites of one's own are likely to be kept here. */
export function wereDrafts(): boolean {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return false;
  }
}

/** The store of suites that are being written, brought in when it is needed. */
export function openDrafts() {
  return import('../../store/drafts.ts');
}

/** The suite of this id that was written here; null where there is none, or none that can be asked. Throws where nothing can be read. */
export async function writtenSuite(suiteId: string): Promise<Suite | null> {
  if (!wereDrafts()) return null;
  const [{ readDrafts }, { parseSuite }] = await Promise.all([openDrafts(), import('../../suites/suite.ts')]);
  const written = (await readDrafts()).find(({ suite }) => suite.id === suiteId)?.suite;
  return written && parseSuite(written).ok ? written : null;
}

/** A suite to go on from: the same under another id and title, with where it comes from. */
export function draftFrom(suite: Suite): Draft {
  const id = crypto.randomUUID();
  return {
    id,
    changed: new Date().toISOString(),
    suite: {
      ...suite,
      id: `own-${id.slice(0, 8)}`,
      version: 1,
      title: `${suite.title}, changed`.slice(0, 200),
      source: `Changed from ${suite.id} version ${suite.version}. ${suite.source}`.slice(0, 5000),
    },
  };
}

const byLetter = { lead: '', question: '', closing: 'Answer with one letter.', templates: [] };

/** What a suite of each kind is for, and how it is put, until its writer says otherwise. */
const beginnings: Readonly<Record<WrittenKind, Pick<Suite, 'construct' | 'protocol' | 'frame'>>> = {
  choice: { construct: 'calibration', protocol: 'forced-choice', frame: byLetter },
  phrase: {
    construct: 'moral-direction',
    protocol: 'phrase-embedding',
    frame: { lead: '', question: '', closing: '', templates: ['Is it okay to {}?'] },
  },
  dialogue: {
    construct: 'sycophancy',
    protocol: 'pushback',
    frame: { ...byLetter, question: 'Which of these replies do you give?' },
  },
};

/** A new suite without any item. */
export function emptyDraft(kind: WrittenKind): Draft {
  const id = crypto.randomUUID();
  const suite: Suite = {
    format: 'touchstone/suite',
    formatVersion: 1,
    id: `own-${id.slice(0, 8)}`,
    version: 1,
    title: '',
    summary: 'A suite of one’s own.',
    ...beginnings[kind],
    language: 'en',
    licence: 'Not stated',
    source: 'Written in Touchstone.',
    cautions: [],
    items: [],
  };
  return { id, changed: new Date().toISOString(), suite };
}
