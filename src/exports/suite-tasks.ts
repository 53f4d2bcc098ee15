import type { Suite } from '../domain/suite.ts';
import { inspectTask } from './inspect-task.ts';
import { lmEvalTask } from './lm-eval-tasks.ts';
import type { OutFile } from './pieces.ts';
import type { FirstQuestions } from './weighing-docs.ts';

/** Suites as tasks of a peer, and the titles of those that it has no way of putting. */
export async function suiteTasks(
  suites: readonly Suite[],
  tool: 'lm-eval' | 'inspect',
  questions: FirstQuestions,
): Promise<{ readonly files: readonly OutFile[]; readonly leftOut: readonly string[] }> {
  const files: OutFile[] = [];
  const leftOut: string[] = [];
  for (const suite of suites) {
    const before = files.length;
    for await (const file of (tool === 'lm-eval' ? lmEvalTask : inspectTask)(suite, questions)) files.push(file);
    if (files.length === before) leftOut.push(suite.title);
  }
  return { files, leftOut };
}
