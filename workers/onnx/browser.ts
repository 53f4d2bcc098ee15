import { ortVariant, type OrtVariant } from './about.ts';
import type { Adapter, Machine, Ort } from './machine.ts';

/** The worker of a browser. */
export function browserMachine(): Machine {
  const threads = threadCount();
  const build = ortVariant({ hasGpu: 'gpu' in navigator, hasSuspending: 'Suspending' in WebAssembly });
  return {
    threads,
    build,
    async ort() {
      const ort = await libraries[build]();
      ort.env.wasm.numThreads = threads;
      ort.env.logLevel = 'error';
      return ort;
    },
    adapter,
  };
}

const libraries: Record<OrtVariant, () => Promise<Ort>> = {
  jspi: () => import('onnxruntime-web/jspi'),
  asyncify: () => import('onnxruntime-web/webgpu'),
  wasm: () => import('onnxruntime-web/wasm'),
};

/** Threads share memory, which only an isolated page may. Beyond four, half of the logical cores are usually real. */
function threadCount(): number {
  if (!crossOriginIsolated) return 1;
  const cores = navigator.hardwareConcurrency;
  return cores <= 4 ? cores : Math.min(8, Math.ceil(cores / 2));
}

async function adapter(): Promise<Adapter | null> {
  if (!('gpu' in navigator)) return null;
  const found = await (navigator.gpu as Gpu).requestAdapter().catch(() => null);
  if (!found) return null;
  const { vendor, architecture, device, description } = found.info;
  const words = [vendor, architecture, device, description].filter((word) => word !== '').join(' ');
  return {
    description: words || 'unnamed adapter',
    software: found.info.isFallbackAdapter === true || /swiftshader|llvmpipe|software|basic render/i.test(words),
    halves: found.features.has('shader-f16'),
  };
}

/** The little of WebGPU that is asked here. */
interface Gpu {
  requestAdapter(): Promise<{
    readonly features: ReadonlySet<string>;
    readonly info: {
      readonly vendor: string;
      readonly architecture: string;
      readonly device: string;
      readonly description: string;
      readonly isFallbackAdapter?: boolean;
    };
  } | null>;
}
