import type { Candidate, Putting } from '../../exports/peer-run.ts';
import type { Suite } from '../../domain/suite.ts';
import { protocols } from '../../protocols/index.ts';
import { reread } from '../../runs/reread.ts';
import { builtInSuites } from '../../suites/built-in.ts';
import { openStore } from '../parts/store.ts';
import { firstQuestions } from '../parts/first-questions.ts';

function puttingOf(suite: Suite): Putting | null {
  const protocol = protocols.find(({ id }) => id === suite.protocol);
  if (!protocol) return null;
  return {
    protocol: { id: protocol.id, version: protocol.version },
    questions: (item) => firstQuestions(item, suite),
    read: (item, exchanges) => reread(item, suite.frame, protocol, exchanges),
  };
}

/** The suites that another tool's samples may be of: those of runs kept here, then the built-in ones. */
export async function candidates(): Promise<readonly Candidate[]> {
  const [{ keptSuites }] = await Promise.all([import('../../store/suites.ts'), openStore()]);
  const kept = await keptSuites();
  const suites = [...kept, ...(await Promise.all(builtInSuites.map(({ load }) => load())))];
  return suites.flatMap((suite) => {
    const putting = puttingOf(suite);
    return putting ? [{ suite, putting }] : [];
  });
}
