import { contentHash } from '../domain/canonical.ts';
import type { Protocol, Setting } from '../domain/protocol.ts';
import type { Intervention, Plan, PlanPart, Preamble, Shard } from '../domain/run.ts';
import type { Item, Suite } from '../domain/suite.ts';

/** mulberry32 (public domain, T. Ettinger): numbers in [0, 1) from a 32-bit seed; enough for drawing items. */
function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function isAnchor(item: Item): boolean {
  return item.kind === 'phrase' && item.role === 'anchor';
}

/** The items among which a plan draws: the wanted ones in the suite's order, and the anchors. */
function chosenOf({ id, items }: Suite, itemIds: readonly string[] | undefined): readonly Item[] {
  if (itemIds === undefined) return items;
  const wanted = new Set(itemIds);
  const chosen = items.filter((item) => isAnchor(item) || wanted.has(item.id));
  const [missing] = [...wanted].filter((one) => !items.some((item) => item.id === one));
  if (missing !== undefined) throw new RangeError(`plan the run: suite ${id} has no item "${missing}"`);
  return chosen;
}

/**
 * Which items to ask: all, or `limit` of them drawn by the seed and kept in the suite's order. Anchors are always
 * asked, and do not count: without them there is nothing to measure the probes on.
 */
function draw(items: readonly Item[], limit: number | null, seed: number): readonly Item[] {
  const drawable = items.filter((item) => !isAnchor(item));
  if (limit === null || limit >= drawable.length) return items;
  const random = randomFrom(seed);
  const ranked = drawable.map((item) => ({ item, rank: random() })).sort((a, b) => a.rank - b.rank);
  const drawn = new Set(ranked.slice(0, limit).map(({ item }) => item));
  return items.filter((item) => isAnchor(item) || drawn.has(item));
}

/** How many items a person chose, where the seed would not have drawn just these from the whole suite. */
function chosenByHand(suite: Suite, chosen: readonly Item[], seed: number): number | undefined {
  if (chosen.length === suite.items.length) return undefined;
  const drawn = draw(suite.items, chosen.filter((item) => !isAnchor(item)).length, seed);
  return drawn.every((item, place) => item === chosen[place]) ? undefined : chosen.length;
}

/** One suite that is to be asked, and how. */
export interface WantedPart {
  readonly suite: Suite;
  readonly protocol: Protocol;
  /** Only what the protocol heeds comes into the plan. */
  readonly setting?: Setting;
  /** The items to draw from; left out for all. Anchors are asked in any case. */
  readonly itemIds?: readonly string[];
}

/** What goes for every part of a plan. */
export interface PlanChoice {
  readonly seed: number;
  /** Items per suite; null asks every one. */
  readonly limit: number | null;
  readonly intervention?: Intervention;
  readonly preamble?: Preamble;
}

/**
 * Decides everything that will be asked.
 * @throws RangeError where two suites have the same id: their trials could not be told apart; and where a part wants an item
 * that its suite lacks.
 */
export async function planOf(
  parts: readonly WantedPart[],
  choice: PlanChoice,
): Promise<{ readonly plan: Plan; readonly planHash: string }> {
  const ids = parts.map(({ suite }) => suite.id);
  const twice = ids.find((id, place) => ids.indexOf(id) !== place);
  if (twice !== undefined) throw new RangeError(`plan the run: two suites have the id "${twice}", one was wanted`);
  const planned = parts.map(async ({ suite, protocol, setting, itemIds }): Promise<PlanPart> => {
    const from = chosenOf(suite, itemIds);
    const chosen = chosenByHand(suite, from, choice.seed);
    const settled = Object.entries(setting ?? {}).filter(([name]) => protocol.heeds?.some((one) => one === name));
    return {
      suite: { id: suite.id, version: suite.version, hash: await contentHash(suite) },
      protocol: { id: protocol.id, version: protocol.version },
      ...(settled.length > 0 && { setting: Object.fromEntries(settled) as Setting }),
      itemIds: draw(from, choice.limit, choice.seed).map((item) => item.id),
      ...(chosen !== undefined && { chosen }),
    };
  });
  const { seed, intervention, preamble } = choice;
  const plan: Plan = {
    parts: await Promise.all(planned),
    seed,
    ...(intervention && { intervention }),
    ...(preamble && { preamble }),
  };
  return { plan, planHash: await contentHash(plan) };
}

/** How many items of a plan stand together in one shard: neighbours share prompts, which engines compute once. */
export const stretch = 8;

/**
 * The part of a plan that a shard asks: stretches of eight items, dealt to the shards in turn over the whole plan. Together
 * the shards ask every item once. The plan's hash stays that of the whole.
 * @throws RangeError where the shard is none: `of` below 1, `index` not from 1 to `of`.
 */
export function shardOf(plan: Plan, { index, of }: Shard): Plan {
  if (!Number.isInteger(of) || of < 1 || !Number.isInteger(index) || index < 1 || index > of) {
    throw new RangeError(`take a shard: it is ${index}/${of}, 1/${of} to ${of}/${of} was wanted`);
  }
  let place = 0;
  const mine = () => Math.floor(place++ / stretch) % of === index - 1;
  return { ...plan, parts: plan.parts.map((part) => ({ ...part, itemIds: part.itemIds.filter(mine) })) };
}
