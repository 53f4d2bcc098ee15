import { contentHash, sha256 } from '../domain/canonical.ts';
import { parsed, refused, type Parsed } from '../domain/parsed.ts';
import type { Exchange, Score } from '../domain/protocol.ts';
import type { Run, RunBundle, Trial } from '../domain/run.ts';
import type { Item, Suite } from '../domain/suite.ts';
import type { QuestionOf } from '../domain/verbs.ts';
import { promptText, type WeighAnswer } from './weighing-docs.ts';

/** How a suite's items are put and read: given, since protocols are another room. */
export interface Putting {
  readonly protocol: { readonly id: string; readonly version: number };
  /** What is asked about an item, all in one round; null where it is put in another way. */
  questions(item: Item): readonly QuestionOf<'weigh'>[] | null;
  read(item: Item, exchanges: readonly Exchange[]): Score | undefined;
}

/** A suite that a stranger's samples may be of. */
export interface Candidate {
  readonly suite: Suite;
  readonly putting: Putting;
}

/** One answer of another tool: to which question, and what the model gave; in place of an answer, why there is none. */
export interface PeerAnswer {
  readonly itemId: string;
  readonly ask: number;
  readonly prompt: string;
  readonly answer: WeighAnswer | string;
  /** Where it stands, for a person. */
  readonly place: string;
}

/** What the other tool says of its model and of itself. */
export type PeerFacts = Pick<Run, 'started' | 'ended' | 'userAgent' | 'engine' | 'appVersion'> & {
  readonly modelName: string;
  /** Whatever tells this model from others; it is hashed. */
  readonly modelMark: string;
  readonly templateHash: string;
};

/**
 * Another tool's answers as a run: each is put where the very same question would have been asked here, and the protocol
 * reads it as it reads an answer of its own. Refused where no known suite asks these questions.
 */
export async function peerRun(
  answers: readonly PeerAnswer[],
  candidates: readonly Candidate[],
  facts: PeerFacts,
): Promise<Parsed<RunBundle>> {
  const [first] = answers;
  if (!first) return refused('', 'There is no sample in it.');
  const suites: Suite[] = [];
  const trials: Trial[] = [];
  const parts: Run['plan']['parts'][number][] = [];
  let left = answers;
  for (const { suite, putting } of candidates) {
    const { taken, rest } = matching(left, suite, putting);
    if (taken.size === 0 || suites.some(({ id }) => id === suite.id)) continue;
    left = rest;
    suites.push(suite);
    const asked = suite.items.filter(({ id }) => taken.has(id));
    parts.push({
      suite: { id: suite.id, version: suite.version, hash: await contentHash(suite) },
      protocol: putting.protocol,
      itemIds: asked.map(({ id }) => id),
    });
    for (const item of asked) trials.push(trialOf(suite, item, taken.get(item.id) ?? [], putting));
  }
  const [stray] = left;
  if (stray)
    return refused(
      stray.place,
      `asks a question that no suite here asks (item ${JSON.stringify(stray.itemId.slice(0, 60))}). Samples can be read where they come from tasks that Touchstone wrote, and the suite is here in the same version`,
    );
  const plan = { parts, seed: 1 };
  const hex = await sha256(JSON.stringify([facts, answers]));
  const { modelName, modelMark, templateHash, ...rest } = facts;
  const run: Run = {
    ...rest,
    id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    plan,
    planHash: await contentHash(plan),
    status: 'finished',
    failure: '',
    model: {
      id: modelName,
      title: modelName,
      hash: await sha256(modelMark),
      files: [],
      templateHash,
      parameters: null,
      contextLength: 0,
      verbs: ['weigh'],
    },
  };
  return parsed({ run, suites, trials });
}

type Taken = Map<string, PeerAnswer[]>;

/** The answers to questions that this suite asks, by item. */
function matching(answers: readonly PeerAnswer[], suite: Suite, putting: Putting) {
  const items = new Map(suite.items.map((item) => [item.id, item]));
  const taken: Taken = new Map();
  const rest: PeerAnswer[] = [];
  for (const answer of answers) {
    const item = items.get(answer.itemId);
    const question = item && putting.questions(item)?.[answer.ask];
    if (!question || promptText(question.prompt) !== answer.prompt) rest.push(answer);
    else taken.set(answer.itemId, [...(taken.get(answer.itemId) ?? []), answer]);
  }
  return { taken, rest };
}

function trialOf(suite: Suite, item: Item, found: readonly PeerAnswer[], putting: Putting): Trial {
  const named = { suiteId: suite.id, itemId: item.id };
  const fail = (message: string): Trial => ({
    ...named,
    exchanges: [],
    outcome: 'failed',
    fault: 'unsupported',
    message,
  });
  const questions = putting.questions(item) ?? [];
  const answers: WeighAnswer[] = [];
  for (const [ask, { continuations }] of questions.entries()) {
    const [one, twin] = found.filter((each) => each.ask === ask);
    if (!one) return fail(`question ${ask + 1} of ${questions.length} has no sample in the file`);
    if (twin) return fail(`question ${ask + 1} has more than one sample in the file`);
    if (typeof one.answer === 'string') return fail(one.answer);
    if (one.answer.weighed.length !== continuations.length) return fail('another number of choices was weighed');
    answers.push(one.answer);
  }
  const exchanges: Exchange[] = [{ verb: 'weigh', questions, answers }];
  const score = putting.read(item, exchanges);
  return score
    ? { ...named, exchanges, outcome: 'answered', score }
    : fail('its protocol asks on, which the tool did not');
}
