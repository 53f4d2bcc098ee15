/** Where in the page one is. Empty strings where the screen has no such thing. */
export interface Address {
  readonly screen: 'start' | 'live' | 'report' | 'item' | 'library' | 'history' | 'methods' | 'nowhere';
  readonly runId: string;
  readonly suiteId: string;
  readonly itemId: string;
}

const shapes: readonly (readonly [Address['screen'], RegExp])[] = [
  ['start', /^#?\/?$/],
  ['library', /^#\/models$/],
  ['history', /^#\/history$/],
  ['methods', /^#\/methods(?:\/[\w-]+)?$/],
  ['live', /^#\/run\/(?<runId>[^/]+)\/live$/],
  ['item', /^#\/run\/(?<runId>[^/]+)\/item\/(?<suiteId>[^/]+)\/(?<itemId>[^/]+)$/],
  ['report', /^#\/run\/(?<runId>[^/]+)$/],
];

function decoded(text: string | undefined): string {
  try {
    return decodeURIComponent(text ?? '');
  } catch {
    return '';
  }
}

/** The address that a location hash names; `nowhere` for one that names none. */
export function readAddress(hash: string): Address {
  for (const [screen, shape] of shapes) {
    const match = shape.exec(hash);
    if (match) {
      const { runId, suiteId, itemId } = match.groups ?? {};
      return { screen, runId: decoded(runId), suiteId: decoded(suiteId), itemId: decoded(itemId) };
    }
  }
  return { screen: 'nowhere', runId: '', suiteId: '', itemId: '' };
}

/** The hash of a run's report. */
export const reportHash = (runId: string) => `#/run/${encodeURIComponent(runId)}`;

/** The hash of a run's progress. */
export const liveHash = (runId: string) => `${reportHash(runId)}/live`;

/** Stands for the id of a run whose model is still being loaded. */
export const pendingId = 'new';

/** The hash of one item of a run. */
export const itemHash = (runId: string, suiteId: string, itemId: string) =>
  `${reportHash(runId)}/item/${encodeURIComponent(suiteId)}/${encodeURIComponent(itemId)}`;
