import type { EngineAbout } from '../../src/domain/engine.ts';

export const about: EngineAbout = {
  id: 'onnx',
  title: 'ONNX Runtime',
  summary: 'Runs models in the Hugging Face ONNX layout exactly, on the graphics card or the processor.',
};

/** The build of ONNX Runtime that a browser uses. Each has one wasm file. */
export type OrtVariant = 'jspi' | 'asyncify' | 'wasm';

/**
 * The one build for this browser, whatever device is chosen later, so that one wasm file serves it offline: `jspi` and
 * `asyncify` compute on WebGPU and in wasm, `wasm` in wasm alone. `hasGpu`: `navigator.gpu` is there; `hasSuspending`:
 * `WebAssembly.Suspending` is.
 */
export function ortVariant(browser: { readonly hasGpu: boolean; readonly hasSuspending: boolean }): OrtVariant {
  if (!browser.hasGpu) return 'wasm';
  return browser.hasSuspending ? 'jspi' : 'asyncify';
}
