import type { DeviceChoice } from '../../src/domain/engine.ts';
import type { ModelFile } from '../../src/domain/model.ts';
import { dependsOnCompany, type GraphFiles } from './layout.ts';
import type { Adapter } from './machine.ts';

/** A graph to try, and where. */
export interface Attempt {
  readonly files: GraphFiles;
  readonly device: DeviceChoice;
}

/** Up to this size the whole numbers cost little, and are taken before any that were cut short. Bytes. */
const small = 400e6;
/** After those, by device, the best first: few bits are for the graphics card, and 8-bit activations for the processor. */
const preferred = {
  webgpu16: ['q4f16', 'fp16', 'q4', 'fp32', 'bnb4'],
  webgpu: ['q4', 'fp32', 'bnb4'],
  wasm: ['q8', 'int8', 'uint8', 'q4', 'fp32', 'bnb4', 'fp16', 'q4f16'],
} as const;

/** Why WebGPU must not be tried with these weights; null where it may be. `modelType` is config.json's `model_type`. */
export function unfitForGpu(dtype: string, adapter: Adapter, modelType: string): string | null {
  if (dependsOnCompany(dtype)) return 'WebGPU has no kernels for 8-bit activations';
  if (!/f(p)?16$/.test(dtype)) return null;
  if (!adapter.halves) return 'the adapter has no 16-bit floats (shader-f16)';
  // https://github.com/microsoft/onnxruntime/issues/26732
  return /^gemma3/.test(modelType) ? 'Gemma 3 overflows in 16-bit floats there' : null;
}

/**
 * What to try, in order: each attempt is made where the one before it did not open or failed its self-test. A folder
 * with a single graph leaves no choice but the device.
 */
export function attemptsFor(
  graphs: readonly GraphFiles[],
  choice: DeviceChoice,
  adapter: Adapter | null,
  modelType: string,
): readonly Attempt[] {
  const [only, ...others] = graphs;
  if (!only) return [];
  if (others.length === 0) return [{ files: only, device: choice }];
  const onWasm = ordered(graphs, preferred.wasm);
  if (choice === 'wasm') return onWasm.map((files) => ({ files, device: 'wasm' }));
  // Where there is no card, `auto` says so by itself.
  if (!adapter || (adapter.software && choice === 'auto')) return onWasm.map((files) => ({ files, device: choice }));
  const fit = graphs.filter(({ dtype }) => unfitForGpu(dtype, adapter, modelType) === null);
  const onGpu = ordered(fit, adapter.halves ? preferred.webgpu16 : preferred.webgpu);
  const on = (device: DeviceChoice) => (files: GraphFiles) => ({ files, device });
  if (choice === 'webgpu') return onGpu.map(on('webgpu'));
  // Where both would take the same file, the engine finds out which of them is faster with it.
  const same = onGpu[0] === onWasm[0] ? onGpu.slice(0, 1) : [];
  const isOther = (files: GraphFiles) => !same.includes(files);
  return [
    ...same.map(on('auto')),
    ...onGpu.filter(isOther).map(on('webgpu')),
    ...onWasm.filter(isOther).map(on('wasm')),
  ];
}

function ordered(graphs: readonly GraphFiles[], order: readonly string[]): GraphFiles[] {
  const rank = (files: GraphFiles) => {
    if (files.dtype === 'fp32' && bytesOf(files) <= small) return -1;
    const place = order.indexOf(files.dtype);
    return place === -1 ? order.length : place;
  };
  return graphs.toSorted((a, b) => rank(a) - rank(b));
}

/** As far as it is known before they are fetched. */
function bytesOf({ graph, external }: GraphFiles): number {
  const sizeOf = ({ bytes, from }: ModelFile) => bytes ?? (from instanceof Blob ? from.size : Infinity);
  return [graph, ...external].reduce((sum, file) => sum + sizeOf(file), 0);
}
