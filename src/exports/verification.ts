import { contentHash, sha256 } from '../domain/canonical.ts';
import type { Score } from '../domain/protocol.ts';
import type { Report } from '../domain/report.ts';
import type { Run, RunBundle, Trial } from '../domain/run.ts';
import { alike } from './alike.ts';
import { reportDifferences } from './report-differences.ts';
import type { FiledEstimate } from './run-file.ts';
import { TrialsHash } from './trials-hash.ts';

/** One thing that was checked about a run. */
export interface Check {
  readonly name: 'plan' | 'model' | 'trials' | 'answers' | 'scores' | 'numbers';
  /** What was checked, in a few words. */
  readonly title: string;
  /** Null: it could not be checked, and `sentence` says why. */
  readonly holds: boolean | null;
  /** What was found, for a person. */
  readonly sentence: string;
  /** What does not hold, by name. */
  readonly places: readonly string[];
}

/** What a run says of itself, to be checked. */
export interface Claims {
  readonly bundle: RunBundle;
  /** The numbers of the file's own report; null for a run that is kept here, which has none but those computed. */
  readonly estimates: readonly FiledEstimate[] | null;
  /** Null where the file has none. */
  readonly trialsHash: string | null;
}

/** What checking takes from other rooms. */
export interface Means {
  /** Reads a trial's score from its answers once more; undefined where today another question would be asked; `unknown` for a protocol that is not here. */
  scoreOf(trial: Trial, bundle: RunBundle): Score | undefined | 'unknown';
  summarize(bundle: RunBundle): Report;
}

/** Hears how many of the trials have been read again so far. */
export type OnReread = (done: number, of: number) => void;

/** So many trials are read again between two tellings. */
const told = 128;

/** Checks a run that is in memory; see `Verification`. */
export async function verify(
  { bundle, estimates, trialsHash }: Claims,
  means: Means,
  on: OnReread = () => undefined,
): Promise<readonly Check[]> {
  const { trials } = bundle;
  const verification = new Verification(bundle, means, trialsHash !== null);
  for (let from = 0; from < trials.length; from += told) {
    on(from, trials.length);
    await verification.add(trials.slice(from, from + told));
  }
  on(trials.length, trials.length);
  return verification.end({ estimates, trialsHash });
}

/** Whether nothing that could be checked was found wrong. */
export function isConsistent(checks: readonly Check[]): boolean {
  return checks.every(({ holds }) => holds !== false);
}

/**
 * Whether a run is consistent in itself: the hashes of plan, suites, model and trials; the log-probabilities of answers
 * against those of their tokens; every score against the answers it was read from; every number of its report against
 * the trials. It shows what was changed by accident or without care. That the answers are the model's own is shown only by asking it again.
 * Trials come some at a time, in order, and their evidence is not held.
 */
export class Verification {
  readonly #about: Pick<RunBundle, 'run' | 'suites'>;
  readonly #means: Means;
  readonly #hash: TrialsHash | null;
  readonly #answers = new Answers();
  readonly #scores = new Scores();
  /** Without their evidence: the numbers are computed from scores alone. */
  readonly #outlines: Trial[] = [];

  /** `hashed`: whether there will be a hash of the trials to compare with. */
  constructor({ run, suites }: Pick<RunBundle, 'run' | 'suites'>, means: Means, hashed: boolean) {
    this.#about = { run, suites };
    this.#means = means;
    this.#hash = hashed ? new TrialsHash() : null;
  }

  async add(trials: readonly Trial[]): Promise<void> {
    await this.#hash?.add(trials);
    const bundle = { ...this.#about, trials };
    for (const trial of trials) {
      this.#answers.add(trial);
      if (trial.outcome === 'answered') this.#scores.add(trial, this.#means.scoreOf(trial, bundle));
      this.#outlines.push({ ...trial, exchanges: [] });
    }
  }

  async end({ estimates, trialsHash }: Pick<Claims, 'estimates' | 'trialsHash'>): Promise<readonly Check[]> {
    return [
      await planCheck(this.#about),
      await modelCheck(this.#about.run),
      trialsCheck(this.#outlines.length, (await this.#hash?.end()) ?? null, trialsHash),
      this.#answers.check(),
      this.#scores.check(),
      numbersCheck({ ...this.#about, trials: this.#outlines }, estimates, this.#means),
    ];
  }
}

async function planCheck({ run, suites }: Pick<RunBundle, 'run' | 'suites'>): Promise<Check> {
  const wrong: string[] = [];
  if ((await contentHash(run.plan)) !== run.planHash) wrong.push('planHash');
  for (const { suite } of run.plan.parts) {
    const kept = suites.find(({ id }) => id === suite.id);
    if (!kept || (await contentHash(kept)) !== suite.hash) wrong.push(suite.id);
  }
  return {
    name: 'plan',
    title: 'Plan and suites have the hashes that the run names',
    holds: wrong.length === 0,
    sentence:
      wrong.length === 0
        ? `The plan and ${few(suites.length, 'suite')} are the ones that were asked.`
        : 'The plan or a suite is not the one that was asked.',
    places: wrong,
  };
}

async function modelCheck({ model }: Run): Promise<Check> {
  const title = 'The model’s hash is that of its files';
  if (model.files.length === 0)
    return { name: 'model', title, holds: null, sentence: 'The run names no files of its model.', places: [] };
  const lines = model.files.map((file) => `${file.path} ${file.sha256}`);
  const holds =
    (await sha256(lines.join('\n'))) === model.hash || (await sha256([...lines].sort().join('\n'))) === model.hash;
  const sentence = holds
    ? `Its ${few(model.files.length, 'file')} give the hash that the run names.`
    : 'The list of its files gives another hash than the run names.';
  return { name: 'model', title, holds, sentence, places: [] };
}

function trialsCheck(size: number, hash: string | null, filed: string | null): Check {
  const title = 'The trials are those that the file was closed with';
  if (filed === null)
    return {
      name: 'trials',
      title,
      holds: null,
      sentence: 'There is no hash of the trials to compare with.',
      places: [],
    };
  const holds = hash === filed;
  const sentence = holds
    ? `${few(size, 'trial')}, with the hash that the file names.`
    : 'Their hash is not the one in the file: a trial was changed, added or taken out.';
  return { name: 'trials', title, holds, sentence, places: [] };
}

/** How far (nats) a sum of single precision may be from its parts. */
const sumTolerance = 1e-3;

/** Adds log-probabilities up anew. */
class Answers {
  #sums = 0;
  readonly #wrong: string[] = [];

  add({ itemId, exchanges }: Trial): void {
    const isWrong = exchanges.some(
      ({ verb, answers }) =>
        verb === 'weigh' &&
        answers.some(({ weighed }) =>
          weighed.some(({ logprob, tokens }) => {
            if (tokens.length === 0 || !Number.isFinite(logprob)) return false;
            this.#sums += 1;
            const sum = tokens.reduce((all, token) => all + token.logprob, 0);
            return !(Math.abs(sum - logprob) <= sumTolerance * Math.max(1, tokens.length)) || logprob > sumTolerance;
          }),
        ),
    );
    if (isWrong) this.#wrong.push(itemId);
  }

  check(): Check {
    const [sums, wrong] = [this.#sums, this.#wrong];
    return {
      name: 'answers',
      title: 'Log-probabilities are the sums over their tokens',
      holds: sums === 0 ? null : wrong.length === 0,
      sentence:
        sums === 0
          ? 'No answer lists the log-probabilities of its tokens.'
          : wrong.length === 0
            ? `${few(sums, 'log-probability', 'log-probabilities')} added up anew.`
            : `In ${few(wrong.length, 'item')} a log-probability is not the sum over its tokens, or is above 0.`,
      places: wrong,
    };
  }
}

/** Compares scores with what is read from the answers once more. */
class Scores {
  #known = 0;
  readonly #wrong: string[] = [];

  add({ itemId, score }: Extract<Trial, { outcome: 'answered' }>, again: ReturnType<Means['scoreOf']>): void {
    if (again === 'unknown') return;
    this.#known += 1;
    if (!alike(score, again)) this.#wrong.push(itemId);
  }

  check(): Check {
    const title = 'Scores are what the answers give when they are read again';
    const [known, wrong] = [this.#known, this.#wrong];
    if (known === 0)
      return {
        name: 'scores',
        title,
        holds: null,
        sentence: 'They were read by a protocol that is not part of this Touchstone.',
        places: [],
      };
    return {
      name: 'scores',
      title,
      holds: wrong.length === 0,
      sentence:
        wrong.length === 0
          ? `${few(known, 'score')} read again.`
          : `In ${few(wrong.length, 'item')} the score is not what the recorded answers give when they are read again here.`,
      places: wrong,
    };
  }
}

function numbersCheck(bundle: RunBundle, filed: Claims['estimates'], { summarize }: Means): Check {
  const title = 'The report’s numbers are what the trials give';
  if (filed === null)
    return {
      name: 'numbers',
      title,
      holds: null,
      sentence: 'A run kept here stores no numbers: they are computed from its trials whenever they are shown.',
      places: [],
    };
  const report = summarize(bundle);
  const differing = [...new Set(reportDifferences(filed, report).map(({ id }) => id))];
  return {
    name: 'numbers',
    title,
    holds: differing.length === 0,
    sentence:
      differing.length === 0
        ? `${few(filed.length, 'number')} computed anew, with their intervals.`
        : `${few(differing.length, 'number')} in the file’s own report ${differing.length === 1 ? 'differs' : 'differ'} from what is computed here; the report shows the numbers computed here.`,
    places: differing,
  };
}

function few(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
}
