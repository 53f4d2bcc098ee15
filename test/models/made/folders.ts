import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ModelFiles } from '../../../src/domain/model.ts';
import { externalise } from '../../../workers/onnx/wire/externalise.ts';
import { scan } from '../../../workers/onnx/wire/scan.ts';
import { folder } from '../../engines/fixtures/folders.ts';
import type { Bytes } from '../../engines/fixtures/protobuf.ts';
import { byteLevelTokenizer, chatMl } from './byte-level-tokenizer.ts';
import { makeDecoder, type DecoderMade } from './decoder.ts';
import { makeEncoder, type EncoderMade } from './encoder.ts';
import { wordPieceTokenizer } from './word-piece-tokenizer.ts';

/** A model's files by path: JSON as objects, all else as bytes. */
export type Made = Readonly<Record<string, object | Bytes>>;

/** SmolLM2 with its vocabulary and its way of drawing, but narrow and shallow so that it is quick. */
export const smol: DecoderMade = {
  style: 'fused',
  dtype: 'fp32',
  vocabulary: 49_152,
  hidden: 192,
  heads: 3,
  kvHeads: 1,
  headSize: 64,
  inner: 512,
  layers: 2,
  positions: 2048,
  convolutions: [],
};

/** The same with a small vocabulary: for tests that have no use for a large one. */
export const tiny: DecoderMade = {
  ...smol,
  vocabulary: 1024,
  hidden: 64,
  heads: 4,
  kvHeads: 2,
  headSize: 16,
  inner: 96,
};

/** all-MiniLM-L6-v2 with a quarter of its width and a third of its depth. */
export const miniLm: EncoderMade = {
  dtype: 'fp32',
  vocabulary: 30_522,
  hidden: 96,
  heads: 12,
  inner: 384,
  layers: 2,
  positions: 512,
};

const suffixes = { fp32: '', fp16: '_fp16', q8: '_quantized', q4: '_q4' } as const;

/** The usual name of a graph's file. */
export const graphPath = (dtype: DecoderMade['dtype']): string => `onnx/model${suffixes[dtype]}.onnx`;

/** Everything of a decoder's folder but its graph. */
export function decoderTexts(made: DecoderMade): Made {
  const convolves = made.convolutions.length > 0;
  return {
    'config.json': {
      architectures: [convolves ? 'Lfm2ForCausalLM' : 'LlamaForCausalLM'],
      model_type: convolves ? 'lfm2' : 'llama',
      bos_token_id: 1,
      eos_token_id: 2,
      hidden_size: made.hidden,
      intermediate_size: made.inner,
      max_position_embeddings: made.positions,
      num_attention_heads: made.heads,
      num_hidden_layers: made.layers,
      num_key_value_heads: made.kvHeads,
      rope_theta: 10_000,
      tie_word_embeddings: false,
      vocab_size: made.vocabulary,
      ...(convolves ? { conv_L_cache: 3 } : {}),
    },
    'generation_config.json': { bos_token_id: 1, eos_token_id: 2, pad_token_id: 2 },
    'tokenizer.json': byteLevelTokenizer(made.vocabulary),
    'tokenizer_config.json': {
      add_prefix_space: false,
      bos_token: '<|im_start|>',
      chat_template: chatMl,
      clean_up_tokenization_spaces: false,
      eos_token: '<|im_end|>',
      model_max_length: made.positions,
      pad_token: '<|im_end|>',
      tokenizer_class: 'GPT2Tokenizer',
      unk_token: '<|endoftext|>',
    },
  };
}

/** A decoder's whole folder. */
export function decoderMade(made: DecoderMade = smol): Made {
  return { ...decoderTexts(made), [graphPath(made.dtype)]: makeDecoder(made) };
}

/** Sentence encoder's whole folder, as sentence-transformers models have it. */
export function encoderMade(made: EncoderMade = miniLm): Made {
  return {
    'config.json': {
      architectures: ['BertModel'],
      model_type: 'bert',
      hidden_size: made.hidden,
      intermediate_size: made.inner,
      max_position_embeddings: made.positions,
      num_attention_heads: made.heads,
      num_hidden_layers: made.layers,
      type_vocab_size: 2,
      vocab_size: made.vocabulary,
    },
    'tokenizer.json': wordPieceTokenizer(made.vocabulary),
    'tokenizer_config.json': {
      cls_token: '[CLS]',
      do_lower_case: true,
      mask_token: '[MASK]',
      model_max_length: made.positions,
      pad_token: '[PAD]',
      sep_token: '[SEP]',
      tokenizer_class: 'BertTokenizer',
      unk_token: '[UNK]',
    },
    [graphPath(made.dtype)]: makeEncoder(made),
  };
}

/** The same folder with the weights in a file beside the graph, `model.onnx_data`. */
export async function besideItself(made: Made, path = 'onnx/model.onnx'): Promise<Made> {
  const whole = made[path];
  if (!(whole instanceof Uint8Array)) throw new Error(`Split ${path}: it is not there`);
  const name = path.split('/').at(-1) as string;
  const { graph } = await externalise(await scan(whole), `${name}_data`);
  return { ...made, [path]: graph, [`${path}_data`]: whole as Bytes };
}

/** As an engine is given it. */
export function modelFilesOf(id: string, made: Made): ModelFiles {
  return folder(id, made);
}

/** Writes a folder to disk. */
export function writeMade(root: string, made: Made): void {
  for (const [path, content] of Object.entries(made)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content instanceof Uint8Array ? content : JSON.stringify(content));
  }
}
