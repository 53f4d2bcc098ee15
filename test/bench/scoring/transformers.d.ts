/** The little of transformers.js that is timed; the library itself lies in a scratch folder, outside the project. */
declare module '@huggingface/transformers' {
  export class Tensor {
    constructor(type: 'int64', data: BigInt64Array, dims: readonly number[]);
    readonly dims: readonly number[];
    readonly data: Float32Array;
    getData?(): Promise<Float32Array>;
    dispose?(): void;
  }
  export const env: {
    version: string;
    allowLocalModels: boolean;
    useBrowserCache: boolean;
    remoteHost: string;
    remotePathTemplate: string;
    backends: { onnx: { wasm?: { wasmPaths?: string; numThreads?: number } } };
  };
  interface Tokenizer {
    encode(text: string, options: { add_special_tokens: boolean }): number[];
    apply_chat_template(
      messages: readonly { role: string; content: string }[],
      options: { tokenize: false; add_generation_prompt: boolean },
    ): string;
  }
  export const AutoTokenizer: { from_pretrained(name: string): Promise<Tokenizer> };
  export const AutoModelForCausalLM: {
    from_pretrained(
      name: string,
      options: { device: 'wasm' | 'webgpu'; dtype: 'fp32' },
    ): Promise<(feeds: object) => Promise<Record<string, Tensor>>>;
  };
}
