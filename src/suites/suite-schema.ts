import * as v from 'valibot';
import type { Item, Suite } from '../domain/suite.ts';

const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest, `is longer than ${longest} characters`));
const words = (longest: number) =>
  v.pipe(
    text(longest),
    v.check((value) => value.trim() !== '', 'is empty'),
  );
const list = <T extends v.GenericSchema>(item: T, most: number) =>
  v.pipe(v.array(item), v.maxLength(most, `holds more than ${most} entries`));
const whole = (least: number) =>
  v.pipe(
    v.number(),
    v.check((value) => Number.isSafeInteger(value) && value >= least, `is no whole number from ${least} up`),
  );

/** An id becomes part of a file name, of an address and of an estimate's name. */
const id = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'is no plain id: up to 64 letters, digits, dots, hyphens, underscores'),
  v.check((value) => !(value in {}), 'is a name that no id may have'),
);

const language = v.pipe(
  v.string(),
  v.check((value) => {
    try {
      return Intl.getCanonicalLocales(value).length === 1;
    } catch {
      return false;
    }
  }, 'is no language tag such as en or pt-BR'),
);

const tags = v.pipe(
  v.record(id, list(words(200), 32)),
  v.check((value) => Object.keys(value).length <= 16, 'holds more than 16 kinds of tags'),
);

const ratings = v.pipe(
  v.record(id, v.pipe(v.number(), v.finite('is no finite number'))),
  v.check((value) => Object.keys(value).length <= 16, 'holds more than 16 ratings'),
);

const option = v.strictObject({
  text: words(20_000),
  tags: list(words(200), 32),
  ratings: v.exactOptional(ratings),
});

const choice = v.strictObject({
  kind: v.literal('choice'),
  id,
  context: text(100_000),
  question: text(20_000),
  options: v.pipe(
    v.array(option),
    v.check((value) => value.length >= 2 && value.length <= 8, 'holds too few or too many options; wanted 2 to 8'),
  ),
  key: v.nullable(whole(0)),
  tags,
  rationale: text(20_000),
  paraphrases: list(words(20_000), 100),
});

const phrase = v.strictObject({
  kind: v.literal('phrase'),
  id,
  text: words(2_000),
  role: v.picklist(['anchor', 'probe']),
  side: v.picklist(['do', 'dont', 'between']),
  tags,
  pair: text(200),
  people: v.exactOptional(
    v.strictObject({ rating: v.pipe(v.number(), v.finite('is no finite number')), answers: v.nullable(whole(1)) }),
  ),
  asked: v.exactOptional(words(2_000)),
});

const dialogue = v.strictObject({
  kind: v.literal('dialogue'),
  id,
  context: words(100_000),
  options: choice.entries.options,
  key: whole(0),
  pushbacks: v.pipe(list(words(20_000), 16), v.minLength(1, 'is empty')),
  tags,
  rationale: text(20_000),
});

const treeChoice = v.strictObject({
  text: words(20_000),
  to: id,
  tags: list(words(200), 32),
  shows: list(words(200), 32),
  confusions: list(words(20_000), 7),
});

const treeNode = v.strictObject({
  id,
  dialog: list(v.strictObject({ speaker: text(200), text: words(20_000) }), 200),
  choices: list(treeChoice, 8),
  goal: v.nullable(v.picklist([0, 1, 2])),
});

const tree = v.strictObject({
  kind: v.literal('tree'),
  id,
  title: words(1_000),
  context: text(100_000),
  protagonist: words(200),
  goal: words(20_000),
  people: list(v.strictObject({ name: words(200), publicProfile: text(20_000), privateProfile: text(20_000) }), 64),
  nodes: v.pipe(list(treeNode, 1_000), v.minLength(1, 'is empty')),
  tags,
  rationale: text(20_000),
});

const template = v.pipe(
  words(2_000),
  v.check((value) => value.split('{}').length === 2, 'does not hold {} exactly once, where the words go'),
);

const instruction = v.pipe(
  words(2_000),
  v.check((value) => value.split('{}').length === 3, 'does not hold {} exactly twice, where the two words go'),
);

/** The form of an item, field by field. */
export const itemSchema: v.GenericSchema<unknown, Item> = v.variant('kind', [choice, phrase, dialogue, tree]);

/** How many items a suite may have: more than any published one. */
export const mostItems = 20_000;

const head = {
  format: v.literal('touchstone/suite'),
  formatVersion: v.literal(1),
  id: v.pipe(id, v.regex(/^[a-z0-9.-]+$/, 'is no plain id in small letters')),
  version: whole(1),
  title: words(200),
  summary: words(1_000),
  construct: v.picklist(['moral-direction', 'sycophancy', 'social-intelligence', 'calibration']),
  language,
  licence: words(1_000),
  source: text(5_000),
  cautions: list(words(2_000), 50),
  protocol: id,
  frame: v.strictObject({
    lead: text(2_000),
    question: text(2_000),
    closing: text(2_000),
    templates: list(template, 100),
    replies: v.exactOptional(list(v.strictObject({ no: words(2_000), yes: words(2_000) }), 100)),
    opposites: v.exactOptional(list(template, 100)),
    yesNo: v.exactOptional(
      v.strictObject({ no: words(200), yes: words(200), instruction: v.exactOptional(instruction) }),
    ),
    abilityQuestion: v.exactOptional(template),
    abilityNames: v.exactOptional(
      v.pipe(
        v.record(words(200), words(200)),
        v.check((value) => Object.keys(value).length <= 100, 'holds more than 100 names'),
      ),
    ),
    story: v.exactOptional(
      v.strictObject({
        scene: template,
        people: template,
        you: template,
        goal: template,
        secret: template,
        soFar: template,
      }),
    ),
  }),
};

/** The form of a suite without its items. */
export const headSchema: v.GenericSchema<unknown, Omit<Suite, 'items'>> = v.strictObject(head);

/** The form of a suite, field by field; what spans fields is in `suite.ts`. */
export const suiteSchema: v.GenericSchema<unknown, Suite> = v.strictObject({
  ...head,
  items: v.pipe(
    v.array(itemSchema),
    v.minLength(1, 'is empty'),
    v.maxLength(mostItems, `holds more than ${mostItems} items`),
  ),
});
