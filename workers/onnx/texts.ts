import { done, failed, type Reply } from '../../src/domain/reply.ts';
import { readConfig, type Config } from './config.ts';
import { readTemplate, type ChatTemplate } from './template.ts';
import { readTokenizer, type Tokenizer } from './tokenizer.ts';
import { otherThanWanted } from './wire/others.ts';

/** What a model's small files say. */
export interface Texts {
  readonly config: Config;
  /** `model_type` of config.json; empty where it is not said. */
  readonly modelType: string;
  readonly tokenizer: Tokenizer;
  readonly template: ChatTemplate;
}

type Json = Readonly<Record<string, unknown>>;

/** Reads configuration, tokenizer and template; one that cannot be read is named. */
export async function readTexts(blobs: ReadonlyMap<string, Blob>): Promise<Reply<Texts>> {
  const found: Record<string, Json> = {};
  for (const path of [
    'config.json',
    'generation_config.json',
    'tokenizer.json',
    'tokenizer_config.json',
    'special_tokens_map.json',
  ]) {
    const text = (await blobs.get(path)?.text()) ?? '{}';
    const parsed = parse(text);
    if (parsed === null) {
      const what = otherThanWanted(text) ?? (text.trim() === '' ? 'it is empty' : 'it is cut short or broken');
      return failed('bad-model', `Read ${path}: ${what}, wanted JSON; fetch the file itself again.`);
    }
    found[path] = parsed;
  }
  const [config, tokenizerConfig] = [found['config.json'] ?? {}, found['tokenizer_config.json'] ?? {}];
  let tokenizer: Tokenizer;
  try {
    tokenizer = readTokenizer(found['tokenizer.json'] ?? {}, tokenizerConfig, found['special_tokens_map.json'] ?? {});
  } catch (error) {
    return failed(
      'bad-model',
      `Read tokenizer.json: it is of a kind that is not known here (${String(error).slice(0, 200)}); take an export of the model whose tokenizer.json loads in Hugging Face tokenizers.`,
    );
  }
  try {
    const file = (await blobs.get('chat_template.jinja')?.text()) ?? null;
    return done({
      config: readConfig(config, found['generation_config.json'] ?? {}, tokenizerConfig),
      modelType: typeof config['model_type'] === 'string' ? config['model_type'] : '',
      tokenizer,
      template: readTemplate(file, tokenizerConfig['chat_template'], tokenizer.names),
    });
  } catch (error) {
    return failed(
      'bad-model',
      `Read chat template: ${String(error).slice(0, 300)}; mend chat_template.jinja, or the chat_template in tokenizer_config.json.`,
    );
  }
}

/** An object; null where the text is no JSON object. */
function parse(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
  } catch {
    return null;
  }
}
