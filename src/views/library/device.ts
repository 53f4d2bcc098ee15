/** A graphics processor as the browser describes it to pages. */
export interface Gpu {
  readonly description: string;
  /** Imitated by the processor: right, but no faster. */
  readonly software: boolean;
  /** 16-bit arithmetic (the WebGPU feature `shader-f16`). */
  readonly halfPrecision: boolean;
  /** Largest block of memory that one table of weights may take, in bytes. */
  readonly largestBlock: number;
}

/** What this machine tells of itself. */
export interface Device {
  /** Threads that the engine would compute with on the processor. */
  readonly threads: number;
  /** Main memory in bytes, rounded and capped by the browser; null where it does not tell. */
  readonly memory: number | null;
  /** Null where the browser offers none to pages. */
  readonly gpu: Gpu | null;
}

const gibibyte = 2 ** 30;

/** As ONNX Runtime chooses: half the cores, at most four, and one where the page is not isolated. */
function threadsHere(): number {
  if (!globalThis.crossOriginIsolated) return 1;
  return Math.min(4, Math.ceil((navigator.hardwareConcurrency || 1) / 2));
}

async function gpuHere(): Promise<Gpu | null> {
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
  if (!adapter) return null;
  const { vendor, architecture, device, description } = adapter.info;
  const words = [vendor, architecture, device, description].filter(Boolean).join(' ');
  return {
    description: words || 'unnamed',
    software: adapter.info.isFallbackAdapter || /swiftshader|llvmpipe|software|basic render/i.test(words),
    halfPrecision: adapter.features.has('shader-f16'),
    largestBlock: Math.min(adapter.limits.maxBufferSize, adapter.limits.maxStorageBufferBindingSize),
  };
}

/** Asks the browser what it tells pages of this machine. */
export async function deviceHere(): Promise<Device> {
  // Only Chromium tells its memory.
  const { deviceMemory } = navigator as Navigator & { readonly deviceMemory?: number };
  return {
    threads: threadsHere(),
    memory: deviceMemory === undefined ? null : deviceMemory * gibibyte,
    gpu: await gpuHere(),
  };
}
