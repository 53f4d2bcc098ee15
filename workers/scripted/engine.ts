import type { Engine } from '../../src/domain/engine.ts';
import { done, failed, type Reply } from '../../src/domain/reply.ts';
import type { AnswerOf, Prompt, QuestionOf, Verb } from '../../src/domain/verbs.ts';
import { factsOf } from '../facts.ts';
import { bringFiles } from '../files.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { about } from './about.ts';
import { embedOne, generateOne, weighOne } from './answers.ts';
import { parseScript, type Script } from './script.ts';

/** How chat is written out, word for word the template whose hash is recorded. */
const template = 'System: {}\\n | User: {}\\n | Assistant: {}\\n, then Assistant: ';
const speakers = { system: 'System', user: 'User', assistant: 'Assistant' } as const;

function render(prompt: Prompt): string {
  if (prompt.kind === 'text') return prompt.text;
  const written = prompt.messages.map(({ role, content }) => `${speakers[role]}: ${content}\n`).join('');
  // The last turn goes on where it is the assistant's own.
  return prompt.messages.at(-1)?.role === 'assistant' ? written.slice(0, -1) : `${written}Assistant: `;
}

/** Answers by a script's rules. `die` is how the worker around it ends without a word. */
export function scriptedEngine(tick: () => void = () => undefined, die: () => void = () => undefined): Engine {
  const queue = oneAtATime();
  let script: Script | null = null;
  let answered = 0;

  /** A method that takes questions one by one, at the script's pace and with its troubles. */
  function answering<V extends Verb>(
    verb: V,
    answer: (
      script: Script,
      question: QuestionOf<V>,
      render: (prompt: Prompt) => string,
      heard?: (soFar: string) => void,
    ) => Reply<AnswerOf<V>>,
  ) {
    return (questions: readonly QuestionOf<V>[], signal: AbortSignal, heard?: (soFar: string) => void) =>
      queue(async () => {
        const replies: Reply<AnswerOf<V>>[] = [];
        for (const question of questions) {
          if (!script) replies.push(failed('unsupported', `Ask to ${verb}: no script is loaded`));
          else if (signal.aborted) replies.push(failed('cancelled', `Ask to ${verb}: given up`));
          else {
            const { trouble, pace } = script;
            const troubled = trouble !== null && answered >= trouble.after;
            answered += 1;
            if (troubled && trouble.kind === 'die') die();
            if (troubled && trouble.kind !== 'fail') await new Promise(() => undefined);
            await new Promise((resolve) => setTimeout(resolve, pace));
            replies.push(troubled ? failed('crashed', 'As the script says') : answer(script, question, render, heard));
            tick();
          }
        }
        return replies;
      });
  }

  return {
    about,
    load: (given, _device, onProgress, signal) =>
      queue(async () => {
        script = null;
        const file = given.files.find(({ path }) => path === 'script.json');
        if (!file) return failed('bad-model', 'Open script: script.json is missing');
        const brought = await bringFiles([file], onProgress, signal);
        if (!brought.ok) return brought;
        const parsed = parseScript((await brought.value.blobs.get(file.path)?.text()) ?? '');
        if (!parsed.ok) return failed('bad-model', `Open script: ${parsed.place} ${parsed.message}`);
        script = parsed.value;
        answered = 0;
        return done({
          engine: { id: about.id, version: 'rules 1', device: 'none', deviceDetail: '', dtype: 'none', selfTest: '' },
          model: await factsOf(given, brought.value.facts, template, {
            contextLength: script.contextLength,
            verbs: ['weigh', 'generate', 'embed'],
            parameters: null,
            layers: null,
          }),
        });
      }),
    weigh: answering('weigh', weighOne),
    generate: answering('generate', generateOne),
    embed: answering('embed', embedOne),
    end: () => undefined,
  };
}
