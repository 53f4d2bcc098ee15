import { canonicalJson } from '../../domain/canonical.ts';
import type { RunBundle, Trial } from '../../domain/run.ts';
import { reportDifferences } from '../../exports/report-differences.ts';
import type { FiledEstimate } from '../../exports/run-file.ts';
import { protocols } from '../../protocols/index.ts';
import { reread } from '../../runs/reread.ts';
import { summarize } from '../../statistics/summarize.ts';
import { count } from '../parts/figures.ts';

/** Whether a trial's score is what its answers give when they are read again here. */
function holds(trial: Trial, { run, suites }: RunBundle): boolean {
  if (trial.outcome === 'failed') return true;
  const suite = suites.find(({ id }) => id === trial.suiteId);
  const item = suite?.items.find(({ id }) => id === trial.itemId);
  const named = run.plan.parts.find((part) => part.suite.id === trial.suiteId)?.protocol;
  const protocol = protocols.find(({ id, version }) => id === named?.id && version === named.version);
  if (!suite || !item || !protocol) return false;
  return canonicalJson(reread(item, suite.frame, protocol, trial.exchanges)) === canonicalJson(trial.score);
}

/**
 * What does not agree within a stranger's run file, in sentences: scores against the answers that they were read from,
 * and the numbers of its report against those computed here. None where it is consistent.
 */
export function doubtsOf(bundle: RunBundle, filed: readonly FiledEstimate[]): readonly string[] {
  const wrong = bundle.trials.filter((trial) => !holds(trial, bundle)).map(({ itemId }) => itemId);
  const differing = [...new Set(reportDifferences(filed, summarize(bundle)).map(({ id }) => id))];
  const some = (names: readonly string[]) => `${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''}`;
  return [
    wrong.length > 0
      ? `In ${count(wrong.length, 'item')} the score is not what the recorded answers give when they are read again here (${some(wrong)}).`
      : '',
    differing.length > 0
      ? `${count(differing.length, 'number')} in the file’s own report ${differing.length === 1 ? 'differs' : 'differ'} from what is computed here (${some(differing)}); the report shows the numbers computed here.`
      : '',
  ].filter((sentence) => sentence !== '');
}
