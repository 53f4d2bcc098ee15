import * as v from 'valibot';
import { readJson } from '../domain/json-text.ts';
import { parsed, refusalOf, refused, type Parsed, type Refused } from '../domain/parsed.ts';
import type { ChoiceItem, DialogueItem, Frame, Item, Suite } from '../domain/suite.ts';
import { headSchema, itemSchema, mostItems, suiteSchema } from './suite-schema.ts';
import { treeFault } from './tree-fault.ts';

/** What a suite file may hold: far above any published suite, far below what a page cannot bear. */
export const suiteLimits = { bytes: 32 * 2 ** 20, depth: 32 };

/** Reads a suite from the text or the file that a person brought. */
export async function readSuite(source: string | Blob): Promise<Parsed<Suite>> {
  const json = await readJson(source, suiteLimits);
  return json.ok ? parseSuite(json.value) : json;
}

/** The door for every suite, ours and strangers' alike: strict, and says where the first fault is. */
export function parseSuite(json: unknown): Parsed<Suite> {
  const header = v.safeParse(v.looseObject({ format: v.unknown(), formatVersion: v.unknown() }), json);
  if (!header.success || header.output.format !== 'touchstone/suite') {
    return refused(
      'format',
      'This is not a Touchstone suite: it should be an object whose format is "touchstone/suite"',
    );
  }
  const version = header.output.formatVersion;
  if (typeof version === 'number' && Number.isInteger(version) && version > 1) {
    return refused(
      'formatVersion',
      `This suite needs a newer Touchstone: it is written in version ${version}, and this one reads version 1`,
    );
  }
  const result = v.safeParse(suiteSchema, json, untilFirst);
  if (!result.success) return refusalOf(result.issues[0]);
  return suiteFault(result.output) ?? parsed(result.output);
}

/** What came of items that were looked at one by one. */
export interface Sifted {
  readonly suite: Suite;
  /** The items that are not in it, each with the field and why: `q3, key`. */
  readonly skipped: readonly Refused[];
}

/** The same door for items that may fail one by one: each is looked at once, and the suite is of those that can be taken. */
export function siftSuite(head: Omit<Suite, 'items'>, items: readonly Item[]): Parsed<Sifted> {
  const read = v.safeParse(headSchema, head, untilFirst);
  if (!read.success) return refusalOf(read.issues[0]);
  const kept = new Map<string, Item>();
  const skipped: Refused[] = [];
  for (const item of items) {
    const taken = kept.has(item.id) ? refused('', 'is the id of an item before') : parseItem(item, read.output.frame);
    if (taken.ok) kept.set(item.id, taken.value);
    else skipped.push(refused([item.id, taken.place].filter(Boolean).join(', '), taken.message));
  }
  if (kept.size === 0) return skipped[0] ?? refused('items', 'is empty');
  if (kept.size > mostItems) return refused('items', `holds more than ${mostItems} items`);
  const suite = { ...read.output, items: [...kept.values()] };
  return togetherFault(suite) ?? parsed({ suite, skipped });
}

const untilFirst = { abortEarly: true, abortPipeEarly: true };

function parseItem(json: unknown, frame: Frame): Parsed<Item> {
  const read = v.safeParse(itemSchema, json, untilFirst);
  if (!read.success) return refusalOf(read.issues[0]);
  return faultIn(read.output, frame) ?? parsed(read.output);
}

/** What a schema of single fields cannot see. */
function suiteFault(suite: Suite): Refused | undefined {
  for (const [index, item] of suite.items.entries()) {
    const fault = faultIn(item, suite.frame);
    if (fault) return refused([`items[${index}]`, fault.place].filter(Boolean).join('.'), fault.message);
  }
  return togetherFault(suite);
}

/** What only the items together, or they and the frame, can have wrong. */
function togetherFault({ items, frame }: Suite): Refused | undefined {
  const ids = new Map<string, number>();
  const kind = items[0]?.kind;
  for (const [index, item] of items.entries()) {
    const earlier = ids.get(item.id);
    if (earlier !== undefined) return refused(`items[${index}].id`, `is the id of items[${earlier}] too`);
    ids.set(item.id, index);
    if (item.kind !== kind) {
      return refused(
        `items[${index}].kind`,
        `is ${item.kind}, but the items before are of kind ${kind}; a suite holds one kind`,
      );
    }
  }
  const { templates } = frame;
  if (kind === 'phrase' && templates.length === 0) {
    return refused('frame.templates', 'is empty, but a suite of phrases needs sentences to put them in');
  }
  for (const list of ['replies', 'opposites'] as const) {
    const held = frame[list]?.length ?? templates.length;
    if (held !== templates.length) {
      return refused(
        `frame.${list}`,
        `holds ${held} entries, one for each of the ${templates.length} templates was wanted`,
      );
    }
  }
  return undefined;
}

/** What is wrong within an item, at a place within it. */
function faultIn(item: Item, frame: Frame): Refused | undefined {
  switch (item.kind) {
    case 'choice':
      return choiceFault(item, frame);
    case 'dialogue':
      return optionsFault(item);
    case 'tree':
      return treeFault(item);
    case 'phrase':
      return undefined;
  }
}

function optionsFault({ options, key }: ChoiceItem | DialogueItem): Refused | undefined {
  if (key !== null && key >= options.length) {
    return refused('key', `is ${key}, but there are ${options.length} options, counted from 0`);
  }
  const twin = twinIn(options.map(({ text }) => text));
  return twin === -1 ? undefined : refused(`options[${twin}].text`, 'says the same as an option before');
}

/** The place of the first text that was there before; -1 where there is none. */
function twinIn(texts: readonly string[]): number {
  return texts.findIndex((text, index) => texts.indexOf(text) !== index);
}

function choiceFault(item: ChoiceItem, frame: Frame): Refused | undefined {
  const fault = optionsFault(item);
  if (fault !== undefined) return fault;
  if (item.context === '' && item.question === '' && frame.question === '') {
    return refused('', 'asks nothing: context, question and frame.question are all empty');
  }
  return undefined;
}
