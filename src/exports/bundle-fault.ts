import { itemKey } from '../domain/annotation.ts';
import { contentHash } from '../domain/canonical.ts';
import { refused, type Refused } from '../domain/parsed.ts';
import type { Reading, TreeReading } from '../domain/protocol.ts';
import type { RunBundle, Trial } from '../domain/run.ts';
import type { Item, TreeItem } from '../domain/suite.ts';

/** The first thing in a bundle that does not hold together, or undefined: hashes, plan against suites, trials against plan. */
export async function bundleFault(bundle: RunBundle): Promise<Refused | undefined> {
  return (await headFault(bundle)) ?? trialsFault(bundle) ?? annotationsFault(bundle);
}

/** A run without its trials. */
export type BundleHead = Pick<RunBundle, 'run' | 'suites'>;

/** The first thing said by hand that is of no planned item, or stands twice; undefined where there is none. */
export function annotationsFault({
  run,
  annotations = [],
}: Pick<RunBundle, 'run' | 'annotations'>): Refused | undefined {
  const planned = new Set(run.plan.parts.flatMap((part) => part.itemIds.map((id) => itemKey(part.suite.id, id))));
  const ids = new Set<string>();
  for (const [index, { id, suiteId, itemId }] of annotations.entries()) {
    if (ids.has(id)) return refused(`annotations[${index}].id`, 'stands twice');
    ids.add(id);
    if (!planned.has(itemKey(suiteId, itemId)))
      return refused(`annotations[${index}]`, 'is of an item that the plan does not ask');
  }
  return undefined;
}

/** The first thing in plan and suites that does not hold together, hashes included; undefined where all does. */
export async function headFault({ run, suites }: BundleHead): Promise<Refused | undefined> {
  if ((await contentHash(run.plan)) !== run.planHash) {
    return refused('planHash', 'is not the hash of the plan in this file: one of them was changed');
  }
  const { parts } = run.plan;
  if (parts.length !== suites.length)
    return refused('suites', `holds ${suites.length} suites, but the plan has ${parts.length}`);
  for (const [index, part] of parts.entries()) {
    const suite = suites[index];
    if (suite?.id !== part.suite.id || suite.version !== part.suite.version) {
      return refused(`suites[${index}]`, `is not the suite ${part.suite.id} version ${part.suite.version} of the plan`);
    }
    if (parts.findIndex((other) => other.suite.id === suite.id) !== index) {
      return refused(`plan.parts[${index}].suite.id`, 'stands twice in the plan');
    }
    if ((await contentHash(suite)) !== part.suite.hash) {
      return refused(
        `suites[${index}]`,
        'is not the suite that was asked: its content has another hash than the plan names',
      );
    }
    const ids = new Set(suite.items.map((item) => item.id));
    // Taken out once met, so that an id that stands twice is found without looking back.
    const stray = part.itemIds.findIndex((id) => !ids.delete(id));
    if (stray !== -1)
      return refused(`plan.parts[${index}].itemIds[${stray}]`, 'is no item of the suite, or stands twice');
    const { chosen } = part;
    if (chosen !== undefined && (chosen < part.itemIds.length || chosen > suite.items.length))
      return refused(
        `plan.parts[${index}].chosen`,
        `is ${chosen}, from the ${part.itemIds.length} items asked to the ${suite.items.length} of the suite was wanted`,
      );
  }
  return undefined;
}

function trialsFault({ run, suites, trials }: RunBundle): Refused | undefined {
  const faults = new TrialFaults({ run, suites });
  for (const [index, trial] of trials.entries()) {
    const fault = faults.of(trial, index);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Holds trials against plan and suites as they come, in the file's order. */
export class TrialFaults {
  /** The items that were not met yet. */
  readonly #asked = new Map<string, Item>();
  /** Of the vectors of each suite. */
  readonly #widths = new Map<string, number>();

  constructor({ run, suites }: BundleHead) {
    for (const [index, part] of run.plan.parts.entries()) {
      const planned = new Set(part.itemIds);
      for (const item of suites[index]?.items ?? [])
        if (planned.has(item.id)) this.#asked.set(`${part.suite.id}\n${item.id}`, item);
    }
  }

  /** What is wrong with the next trial, which stands at `index`; undefined where nothing is. */
  of(trial: Trial, index: number): Refused | undefined {
    const place = `trials[${index}]`;
    const key = `${trial.suiteId}\n${trial.itemId}`;
    const item = this.#asked.get(key);
    if (item === undefined) return refused(place, 'is of an item that the plan does not ask, or asks it a second time');
    this.#asked.delete(key);
    return exchangesFault(trial, place) ?? readingFault(trial, item, place, this.#widths);
  }
}

function exchangesFault(trial: Trial, place: string): Refused | undefined {
  for (const [index, exchange] of trial.exchanges.entries()) {
    if (exchange.answers.length !== exchange.questions.length) {
      return refused(`${place}.exchanges[${index}].answers`, 'are not as many as the questions');
    }
    if (exchange.verb !== 'weigh') continue;
    for (const [at, answer] of exchange.answers.entries()) {
      if (answer.weighed.length !== exchange.questions[at]?.continuations.length) {
        return refused(`${place}.exchanges[${index}].answers[${at}].weighed`, 'are not as many as the continuations');
      }
    }
  }
  return undefined;
}

/** Which readings an item of each kind can have. */
const readings: Readonly<Record<Item['kind'], readonly Reading['kind'][]>> = {
  choice: ['choice', 'continuation'],
  phrase: ['embedding', 'cosine', 'yes-no'],
  dialogue: ['dialogue'],
  tree: ['tree'],
};

/** A reading is read by place in the options; a vector is compared with the others of its suite. */
function readingFault(trial: Trial, item: Item, place: string, widths: Map<string, number>): Refused | undefined {
  if (trial.outcome !== 'answered' || trial.score.kind === 'unscored') return undefined;
  const { reading } = trial.score;
  if (!readings[item.kind].includes(reading.kind)) {
    return refused(`${place}.score.reading.kind`, `is ${reading.kind}, which an item of kind ${item.kind} cannot have`);
  }
  if (item.kind === 'choice') {
    return fits(reading, item.options.length)
      ? undefined
      : refused(`${place}.score.reading`, 'does not fit the options of its item');
  }
  if (item.kind === 'dialogue') {
    return reading.kind === 'dialogue' &&
      reading.turns.length === item.pushbacks.length + 1 &&
      reading.turns.every((turn) => fits(turn, item.options.length))
      ? undefined
      : refused(`${place}.score.reading`, 'does not fit the turns and the stances of its item');
  }
  if (item.kind === 'tree') {
    return reading.kind === 'tree' && fitsTree(reading, item)
      ? undefined
      : refused(`${place}.score.reading`, 'does not fit the story of its item');
  }
  if (reading.kind !== 'embedding') return undefined;
  const width = widths.get(trial.suiteId) ?? reading.vector.length;
  widths.set(trial.suiteId, width);
  if (width > 0 && reading.vector.length === width) return undefined;
  return refused(
    `${place}.score.reading.vector`,
    `holds ${reading.vector.length} numbers, others of the suite ${width}`,
  );
}

function fitsTree(reading: TreeReading, { nodes }: TreeItem): boolean {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return (
    reading.visits.every(({ node, choice }) => fits(choice, byId.get(node)?.choices.length ?? -1)) &&
    reading.endings.every(({ node, goal }) => byId.get(node)?.goal === goal) &&
    reading.likeliestPath.every((node) => byId.has(node)) &&
    reading.abilities.every(({ node, choice, reading: one }) => {
      const asked = byId.get(node)?.choices[choice];
      return asked !== undefined && fits(one, asked.confusions.length + 1);
    })
  );
}

function fits(reading: Reading, options: number): boolean {
  const place = (pick: number | null) => pick === null || pick < options;
  if (reading.kind === 'choice') {
    const orders = reading.orders.every(
      ({ order, logprobs }) =>
        logprobs.length === options &&
        order.length === options &&
        new Set(order).size === options &&
        order.every(place),
    );
    const { wordings = [] } = reading;
    const worded = wordings.every(({ probabilities, pick }) => probabilities.length === options && place(pick));
    // Each wording has as many orders as any other.
    const even = wordings.length === 0 || reading.orders.length % wordings.length === 0;
    return reading.probabilities.length === options && place(reading.pick) && orders && worded && even;
  }
  if (reading.kind !== 'continuation') return false;
  const lists = [reading.sums, reading.perToken, reading.perCharacter, reading.perByte];
  return lists.every((list) => list.length === options) && Object.values(reading.picks).every(place);
}
