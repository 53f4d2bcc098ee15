const sentences: Readonly<Record<string, string>> = {
  QuotaExceededError: 'this browser has no room left for Touchstone; remove old runs, or free space on the disk',
  ConstraintError: 'it is there already; is the same run open in another tab?',
  MissingAPIError: 'this browser keeps no data for this page; leave private mode or allow site data',
  OpenFailedError: 'the browser did not open its storage; leave private mode or allow site data',
  InvalidStateError: 'the browser did not open its storage; leave private mode or allow site data',
  SecurityError: 'the browser forbids this page to keep data; allow site data',
  DatabaseClosedError: 'a newer Touchstone is open in another tab; reload this page',
  TimeoutError: 'the browser did not answer; close other tabs of this page and try again',
  DataCloneError: 'it holds something that cannot be kept',
  UnknownError: 'the browser could not write to the disk',
};

/** Does something with the database; whatever goes wrong comes out as an Error whose message can be shown: action, colon, cause. */
export async function kept<T>(action: string, work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw failure(action, error);
  }
}

/** The Error for what a database threw. */
export function failure(action: string, error: unknown): Error {
  const known = causes(error).find((name) => name in sentences);
  const words = known === undefined ? textOf(error) : sentences[known];
  return new Error(`${action}: ${words}`, { cause: error });
}

/** The names of an error and of what it wraps, the innermost first: an aborted transaction hides why it was aborted. */
function causes(error: unknown): readonly string[] {
  if (error === null || typeof error !== 'object') return [];
  const { name, inner, failures } = error as { name?: unknown; inner?: unknown; failures?: unknown };
  const within = [inner, ...(Array.isArray(failures) ? (failures as unknown[]) : [])].flatMap(causes);
  return [...within, String(name)];
}

function textOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}
