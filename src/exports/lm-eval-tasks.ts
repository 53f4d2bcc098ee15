import { contentHash } from '../domain/canonical.ts';
import type { Suite } from '../domain/suite.ts';
import { textFile, type OutFile } from './pieces.ts';
import { docsOf, noLabel, type FirstQuestions, type WeighingDoc } from './weighing-docs.ts';

/** A suite's id as the name of a task: a letter first, then letters, digits and `_`. */
export function taskName(suiteId: string): string {
  return `touchstone_${suiteId.replace(/[^a-z0-9]+/g, '_')}`;
}

/** The items of a suite as docs, item by item; null where it is put in a way that the peers' tasks cannot follow. */
export function suiteDocs(suite: Suite, questions: FirstQuestions): readonly WeighingDoc[] | null {
  const docs = suite.items.map((item) => {
    const asked = questions(item, suite);
    return asked && docsOf(item, asked);
  });
  return docs.every((some) => some !== null) ? docs.flat() : null;
}

/**
 * A suite as a task of lm-evaluation-harness, to ask the very same questions of models that outgrow a browser: a task
 * file, its items, and how to run it. Items without a right answer make a task of their own, which only records.
 * Nothing where the suite needs embeddings or a conversation.
 */
export async function* lmEvalTask(suite: Suite, questions: FirstQuestions): AsyncGenerator<OutFile> {
  const docs = suiteDocs(suite, questions);
  if (docs === null) return;
  const name = taskName(suite.id);
  const hash = await contentHash(suite);
  const keyed = docs.filter(({ label }) => label !== noLabel);
  const open = docs.filter(({ label }) => label === noLabel);
  const tasks = [
    { task: name, docs: keyed, isOpen: false },
    { task: `${name}_open`, docs: open, isOpen: true },
  ].filter((one) => one.docs.length > 0);
  for (const one of tasks) {
    yield textFile(`lm-eval/${one.task}.yaml`, taskFile(one.task, suite, hash, one.isOpen));
    yield textFile(`lm-eval/${one.task}.jsonl`, one.docs.map((doc) => `${JSON.stringify(doc)}\n`).join(''));
  }
  yield textFile(
    `lm-eval/README_${name}.md`,
    howTo(
      suite,
      hash,
      tasks.map(({ task }) => task),
    ),
  );
}

function taskFile(task: string, suite: Suite, hash: string, isOpen: boolean): string {
  const metrics = isOpen
    ? '  - metric: bypass\n'
    : ['acc', 'acc_norm']
        .map((one) => `  - metric: ${one}\n    aggregation: mean\n    higher_is_better: true\n`)
        .join('');
  return `task: ${task}
dataset_path: json
dataset_kwargs:
  data_files:
    test: ${task}.jsonl
test_split: test
output_type: multiple_choice
doc_to_text: "{{prompt}}"
doc_to_choice: choices
doc_to_target: label
target_delimiter: " "
num_fewshot: 0
metric_list:
${metrics}metadata:
  version: ${suite.version}
  touchstone_suite: ${JSON.stringify(suite.id)}
  touchstone_suite_hash: ${hash}
  licence: ${JSON.stringify(suite.licence)}
  source: ${JSON.stringify(suite.source)}
`;
}

function howTo(suite: Suite, hash: string, tasks: readonly string[]): string {
  return `# ${suite.title}, as lm-evaluation-harness tasks

Version ${suite.version}, hash ${hash}. Licence: ${suite.licence}. ${suite.source}

Run from this folder, so that the item file is found:

    lm-eval run --model vllm --model_args pretrained=NAME \\
      --tasks ${tasks.join(',')} --include_path . \\
      --apply_chat_template --log_samples --output_path out

Keep \`--log_samples\`: the samples files can be opened in Touchstone, which puts the orders of an item together again
and computes the report that a run of its own would have. Choose the results file along with them to keep the
model's name. With \`--apply_chat_template\` the prompts are those that Touchstone puts; without it they are plain text, and the
numbers are not comparable.

One line of the item file is one question. An item whose options are shown in several orders has several, told apart by
\`ask\`, and only their mean says something about the item. \`label\` is the place of the right choice${
    tasks.some((task) => task.endsWith('_open'))
      ? `; in
${tasks.at(-1)} it is ${noLabel}, because nothing is right there, and the harness only records`
      : ''
  }.

${suite.cautions.map((caution) => `- ${caution}\n`).join('')}`;
}
