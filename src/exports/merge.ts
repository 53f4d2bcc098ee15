import { itemKey, type Annotation } from '../domain/annotation.ts';
import { sha256 } from '../domain/canonical.ts';
import { parsed, refused, type Parsed, type Refused } from '../domain/parsed.ts';
import type { Run, RunBundle, Trial } from '../domain/run.ts';

/** A run to be merged, with the name of its file. */
export interface Part {
  readonly name: string;
  readonly bundle: RunBundle;
}

/** As much of a run as tells whether and how it can be merged. */
export interface PartHead {
  readonly name: string;
  readonly run: Run;
  /** What its trials are of, in their order. */
  readonly asked: readonly Pick<Trial, 'suiteId' | 'itemId'>[];
  readonly annotations: readonly Annotation[];
}

/** How parts become one run. */
export interface Merging {
  readonly run: Run;
  /** The trials in the plan's order: in which of the parts as they were given, and where among its own. */
  readonly order: readonly { readonly part: number; readonly index: number }[];
  readonly annotations: readonly Annotation[];
}

/**
 * Parts of one plan as one run, with its trials in the plan's order, so that its report is bit for bit that of one run with
 * these answers. The same parts in any order give the same run. Refused by name: another plan, model, engine, device or
 * version of Touchstone; an item that two parts answered; items that none did.
 */
export async function mergeRuns(parts: readonly Part[]): Promise<Parsed<RunBundle>> {
  const heads = parts.map(({ name, bundle: { run, trials, annotations = [] } }): PartHead => ({
    name,
    run,
    asked: trials,
    annotations,
  }));
  const merging = await planMerging(heads);
  if (!merging.ok) return merging;
  const { run, order, annotations } = merging.value;
  return parsed({
    run,
    suites: parts[0]?.bundle.suites ?? [],
    trials: order.flatMap(({ part, index }) => parts[part]?.bundle.trials[index] ?? []),
    ...(annotations.length > 0 && { annotations }),
  });
}

/** The same as `mergeRuns`, where the trials are not in memory: what the merged run is, and where its trials are. */
export async function planMerging(parts: readonly PartHead[]): Promise<Parsed<Merging>> {
  const [first, ...others] = [...parts].sort((a, b) => (a.run.id < b.run.id ? -1 : 1));
  if (first === undefined || others.length === 0) return refused('', 'Merging takes two files or more.');
  const fault = others.map((other) => mismatch(first, other)).find((one) => one !== undefined);
  if (fault !== undefined) return fault;
  const { plan } = first.run;
  const owners = new Map<string, { name: string; part: number; index: number }>();
  for (const head of [first, ...others]) {
    const part = parts.indexOf(head);
    for (const [index, { suiteId, itemId }] of head.asked.entries()) {
      const key = itemKey(suiteId, itemId);
      const twin = owners.get(key);
      if (twin !== undefined)
        return refused(head.name, `answers ${suiteId} ${itemId}, which ${twin.name} answers too: they overlap`);
      owners.set(key, { name: head.name, part, index });
    }
  }
  const order: { part: number; index: number }[] = [];
  const missing: string[] = [];
  for (const part of plan.parts) {
    for (const itemId of part.itemIds) {
      const owner = owners.get(itemKey(part.suite.id, itemId));
      if (owner) order.push({ part: owner.part, index: owner.index });
      else missing.push(`${part.suite.id} ${itemId}`);
    }
  }
  if (missing.length > 0) return refused('', gap(missing, [first, ...others]));
  const annotations = [first, ...others].flatMap((part) => part.annotations);
  return parsed({
    run: await merged([first, ...others].map(({ run }) => run)),
    order,
    annotations: annotations.toSorted((a, b) => (a.made < b.made ? -1 : a.made > b.made ? 1 : 0)),
  });
}

/** What must be the same for two parts to be of one run, and how a person calls it. */
const same: readonly (readonly [string, (run: Run) => string])[] = [
  ['plan', (run) => run.planHash],
  ['model', (run) => run.model.hash],
  ['chat template', (run) => run.model.templateHash],
  ['engine', (run) => `${run.engine.id} ${run.engine.version}`],
  ['device', (run) => run.engine.device],
  ['number format', (run) => run.engine.dtype],
  ['version of Touchstone', (run) => run.appVersion],
];

/** The same for all parts that can be put together, and for no others. */
export function sharedKey(run: Run): string {
  return JSON.stringify([...same.map(([, of]) => of(run)), run.shard?.of]);
}

function mismatch(a: PartHead, b: PartHead): Refused | undefined {
  for (const [what, of] of same) {
    const [one, other] = [of(a.run), of(b.run)];
    if (one !== other) return refused(b.name, `is of another ${what} (${other}) than ${a.name} (${one})`);
  }
  return a.run.id === b.run.id ? refused(b.name, `is the same run as ${a.name}`) : undefined;
}

function gap(missing: readonly string[], parts: readonly PartHead[]): string {
  const some = `${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ' …' : ''}`;
  const of = parts.map(({ run }) => run.shard?.of).find((one) => one !== undefined);
  const have = new Set(parts.map(({ run }) => run.shard?.index));
  const lacking = Array.from({ length: of ?? 0 }, (_, place) => place + 1).filter((index) => !have.has(index));
  const shards = lacking.length > 0 ? ` Missing: ${lacking.map((index) => `shard ${index}/${of}`).join(', ')}.` : '';
  return `There is a gap: ${missing.length} ${missing.length === 1 ? 'item has' : 'items have'} no answer in any file (${some}).${shards}`;
}

/** The merged run: what differs by machine is named side by side, and its id is made of the parts' ids. */
async function merged(runs: readonly Run[]): Promise<Run> {
  const [first] = runs;
  if (first === undefined) throw new RangeError('merge runs: there are none, two or more were wanted');
  const { shard: _, ...run } = first;
  const hex = await sha256(runs.map(({ id }) => id).join('\n'));
  const texts = (of: (one: Run) => string) => [...new Set(runs.map(of))].join('; ');
  const times = (of: (one: Run) => string | null) => runs.flatMap((one) => of(one) ?? []).sort();
  return {
    ...run,
    id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    started: times(({ started }) => started)[0] ?? run.started,
    ended: times(({ ended }) => ended).at(-1) ?? run.ended,
    status: 'finished',
    failure: '',
    userAgent: texts(({ userAgent }) => userAgent),
    engine: {
      ...run.engine,
      deviceDetail: texts(({ engine }) => engine.deviceDetail),
      selfTest: texts(({ engine }) => engine.selfTest),
    },
  };
}
