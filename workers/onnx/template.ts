import { Environment, Interpreter, Template } from '@huggingface/jinja';
import type { Message } from '../../src/domain/verbs.ts';

/** For models that were never taught to chat. */
const plain = `{% for message in messages %}{% if message.role == 'system' %}{{ message.content }}

{% elif message.role == 'user' %}User: {{ message.content }}
{% else %}Assistant: {{ message.content }}
{% endif %}{% endfor %}{% if add_generation_prompt %}Assistant: {% endif %}`;

/** A chat template, ready to render. */
export interface ChatTemplate {
  /** The Jinja text, from which its hash is taken. */
  readonly text: string;
  /** Renders up to the point where the assistant begins to speak. Throws what the template raises. */
  render(messages: readonly Message[]): string;
}

/**
 * The model's own template (chat_template.jinja before tokenizer_config.json; of several named ones `default`), else the
 * plain one. `names` are the special tokens that it may write.
 */
export function readTemplate(
  file: string | null,
  config: unknown,
  names: Readonly<Record<string, string>>,
): ChatTemplate {
  const text = file ?? fromConfig(config) ?? plain;
  const { parsed } = new Template(text);
  const render = (messages: readonly Message[]) => {
    // Not Template.render, which lets templates see the clock.
    const environment = new Environment();
    const variables = { ...globals, ...names, messages, add_generation_prompt: true };
    for (const [name, value] of Object.entries(variables)) environment.set(name, value);
    return String(new Interpreter(environment).run(parsed).value);
  };
  return {
    text,
    render(messages) {
      try {
        return render(messages);
      } catch (error) {
        const merged = mergeSystem(messages);
        if (!merged) throw error;
        return render(merged);
      }
    },
  };
}

function fromConfig(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return null;
  const named = value as { name?: unknown; template?: unknown }[];
  const chosen = named.find((entry) => entry.name === 'default') ?? named[0];
  return typeof chosen?.template === 'string' ? chosen.template : null;
}

/** Some templates refuse the system role: its text then opens the first user turn. */
function mergeSystem(messages: readonly Message[]): Message[] | null {
  const [system, user, ...rest] = messages;
  if (system?.role !== 'system' || user?.role !== 'user') return null;
  return [{ role: 'user', content: `${system.content}\n\n${user.content}` }, ...rest];
}

/** What templates may count on, as transformers gives it. */
const globals = {
  true: true,
  false: false,
  none: null,
  True: true,
  False: false,
  None: null,
  raise_exception(message: string) {
    throw new Error(message);
  },
  range(start: number, stop?: number, step = 1) {
    const [from, to] = stop === undefined ? [0, start] : [start, stop];
    return Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, i) => from + i * step);
  },
  strftime_now: fixedDay,
};

/** Templates ask for today; the same question must give the same prompt tomorrow. 26 July 2024, as Llama's own default. */
function fixedDay(format: string): string {
  const parts: Record<string, string> = {
    d: '26',
    b: 'Jul',
    B: 'July',
    m: '07',
    Y: '2024',
    y: '24',
    A: 'Friday',
    a: 'Fri',
  };
  return format.replace(/%([a-zA-Z])/g, (whole, part: string) => parts[part] ?? whole);
}
