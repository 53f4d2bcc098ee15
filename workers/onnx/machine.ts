/** ONNX Runtime, whichever build. */
export type Ort = typeof import('onnxruntime-web');

/** A graphics adapter, as it calls itself. */
export interface Adapter {
  readonly description: string;
  /** True where a processor plays the graphics card: slower than wasm, and of use to tests only. */
  readonly software: boolean;
  /** It computes in 16-bit floats (`shader-f16`). */
  readonly halves: boolean;
}

/** What the engine runs on: a browser's worker, or Node. */
export interface Machine {
  readonly threads: number;
  /** Which build of the library it takes: `jspi`, `asyncify`, `wasm` or `node`. */
  readonly build: string;
  /** The library, started for `threads`. */
  ort(): Promise<Ort>;
  /** Null where there is no WebGPU. */
  adapter(): Promise<Adapter | null>;
}
