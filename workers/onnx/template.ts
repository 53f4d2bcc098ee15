import { Environment, Interpreter, Template } from '@huggingface/jinja';
import type { Adaptation, Message } from '../../src/domain/verbs.ts';
import { globals } from './template-globals.ts';

/** For models that were never taught to chat. */
const plain = `{% for message in messages %}{% if message.role == 'system' %}{{ message.content }}

{% elif message.role == 'user' %}User: {{ message.content }}
{% else %}Assistant: {{ message.content }}
{% endif %}{% endfor %}{% if add_generation_prompt %}Assistant: {% endif %}`;

/** A conversation as the template writes it, and what had to be changed so that it did. */
export interface Written {
  readonly text: string;
  readonly adapted: readonly Adaptation[];
}

/** A chat template, ready to render. */
export interface ChatTemplate {
  /** The Jinja text, from which its hash is taken. */
  readonly text: string;
  /**
   * Renders up to the point where the assistant speaks: it begins, or goes on with the last turn if that is its own.
   * Throws what the template raises.
   */
  render(messages: readonly Message[]): Written;
  /** What it writes behind a turn of the assistant's; empty where that cannot be told. */
  readonly closing: string;
}

/**
 * The model's own template (chat_template.jinja before tokenizer_config.json; of several named ones `default`), else the
 * plain one. `names` are the special tokens that it may write. Thinking is switched off where the template has a switch,
 * and an opened thought is closed at once where it has none.
 */
export function readTemplate(
  file: string | null,
  config: unknown,
  names: Readonly<Record<string, string>>,
): ChatTemplate {
  const text = file ?? fromConfig(config) ?? plain;
  const { parsed } = new Template(text);
  const run = (messages: readonly Message[], begins: boolean) => {
    // Not Template.render, which lets templates see the clock.
    const environment = new Environment();
    const variables = { ...globals, ...names, messages, add_generation_prompt: begins };
    for (const [name, value] of Object.entries(variables)) environment.set(name, value);
    return String(new Interpreter(environment).run(parsed).value);
  };
  const write = (messages: readonly Message[]): Written =>
    messages.at(-1)?.role === 'assistant' ? { text: goOn(messages, run), adapted: [] } : begin(messages, run);
  return {
    text,
    closing: closingOf(run),
    render(messages) {
      const folded = foldSystem(messages);
      if (!folded) return write(messages);
      let written: Written | null = null;
      try {
        written = write(messages);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
      }
      // Some templates raise at a system turn, others leave it out without a word.
      if (written?.text.includes(messages[0]?.content.trim() ?? '')) return written;
      const again = write(folded);
      return { text: again.text, adapted: ['system-folded', ...again.adapted] };
    },
  };
}

type Run = (messages: readonly Message[], begins: boolean) => string;

/** Up to where the assistant begins to speak. A thought that the template opens for it is closed: an answer is wanted. */
function begin(messages: readonly Message[], run: Run): Written {
  const text = run(messages, true);
  const opened = text.trimEnd();
  if (!opened.endsWith('<think>')) return { text, adapted: [] };
  return { text: `${opened}\n\n</think>\n\n`, adapted: ['thinking-closed'] };
}

/** Marks where the last turn ends; the blank shows whether the template keeps white space. As transformers has it. */
const mark = 'CONTINUE_FINAL_MESSAGE_TAG ';

/** Up to the end of the assistant's own last turn (`continue_final_message` of transformers). */
function goOn(messages: readonly Message[], run: Run): string {
  const last = messages.at(-1) as Message;
  const text = run([...messages.slice(0, -1), { ...last, content: last.content + mark }], false);
  const end = text.lastIndexOf(mark.trim());
  if (end < 0) throw new RangeError("the template leaves out the assistant's last turn, which was to go on");
  const before = text.slice(0, end);
  return text.startsWith(mark, end) ? before : before.trimEnd();
}

function closingOf(run: Run): string {
  const asked: Message = { role: 'user', content: '?' };
  try {
    const [, after = ''] = run([asked, { role: 'assistant', content: mark }, asked], false).split(mark.trim());
    return after.trimStart();
  } catch {
    return '';
  }
}

/** The named template that is for plain conversation: `default`, else the first that is not for tools or retrieval. */
function fromConfig(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return null;
  const named = value as { name?: unknown; template?: unknown }[];
  const chosen =
    named.find(({ name }) => name === 'default') ??
    named.find(({ name }) => name !== 'tool_use' && name !== 'rag') ??
    named[0];
  return typeof chosen?.template === 'string' ? chosen.template : null;
}

/** The system turn's text put before the first user turn's; null where there is none to fold. */
function foldSystem(messages: readonly Message[]): Message[] | null {
  const [system, user, ...rest] = messages;
  if (system?.role !== 'system' || user?.role !== 'user') return null;
  return [{ role: 'user', content: `${system.content}\n\n${user.content}` }, ...rest];
}
