import { contentHash } from '../domain/canonical.ts';
import type { Suite } from '../domain/suite.ts';
import { letterOf } from './letters.ts';
import { suiteDocs, taskName } from './lm-eval-tasks.ts';
import { textFile, type OutFile } from './pieces.ts';
import { noLabel, type FirstQuestions } from './weighing-docs.ts';

/**
 * A suite of lettered choices as a task of Inspect: a Python file and its items. The model writes a letter, and the
 * probabilities of the likeliest letters are logged where its provider gives them. Nothing where the options are not
 * lettered in the prompt: Inspect has no way of weighing a given text.
 */
export async function* inspectTask(suite: Suite, questions: FirstQuestions): AsyncGenerator<OutFile> {
  const docs = suiteDocs(suite, questions);
  const isLettered = docs?.every(({ choices }) => choices.every((choice, place) => choice === letterOf(place)));
  if (!docs || !isLettered) return;
  const name = taskName(suite.id);
  const lines = docs.map((doc) =>
    JSON.stringify({
      id: `${doc.id}#${doc.ask}`,
      input: doc.prompt,
      target: doc.label === noLabel ? '' : letterOf(doc.label),
      item: doc.id,
      ask: doc.ask,
      letters: doc.choices.join(''),
      tags: doc.tags.join('; '),
    }),
  );
  yield textFile(`inspect/${name}.jsonl`, `${lines.join('\n')}\n`);
  yield textFile(`inspect/${name}.py`, program(name, suite, await contentHash(suite)));
}

function program(name: string, suite: Suite, hash: string): string {
  return `"""${suite.title.replace(/["\\]/g, "'")}, version ${suite.version}, as an Inspect task written by Touchstone.

Run:  inspect eval ${name}.py --model vllm/NAME
The log can be opened in Touchstone. An item's options are shown in several orders, each a sample of its own; only their
mean says something about the item. A sample without a target has no right answer and is not scored.
"""
from pathlib import Path

from inspect_ai import Task, task
from inspect_ai.dataset import FieldSpec, json_dataset
from inspect_ai.model import GenerateConfig
from inspect_ai.scorer import Score, Target, accuracy, scorer, stderr
from inspect_ai.solver import TaskState, generate
import re


@scorer(metrics=[accuracy(), stderr()])
def letter():
    async def score(state: TaskState, target: Target) -> Score | None:
        if target.text == "":
            return None
        found = re.search(r"\\b([A-H])\\b", state.output.completion)
        answer = found.group(1) if found else None
        return Score(value="C" if answer == target.text else "I", answer=answer, explanation=state.output.completion)

    return score


@task
def ${name}():
    return Task(
        dataset=json_dataset(
            str(Path(__file__).parent / "${name}.jsonl"),
            FieldSpec(input="input", target="target", id="id", metadata=["item", "ask", "letters", "tags"]),
            name="${name}",
        ),
        solver=generate(),
        scorer=letter(),
        config=GenerateConfig(temperature=0, max_tokens=8, logprobs=True, top_logprobs=20),
        version=${suite.version},
        metadata={"touchstone_suite": "${suite.id}", "touchstone_suite_hash": "${hash}"},
    )
`;
}
