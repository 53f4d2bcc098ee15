import type { HubModel, HubVariant } from '../../../models/hub.ts';
import type { Device } from './device.ts';
import { cautioned } from './fit.ts';

/** The number format to take on this device, and why. */
export interface Recommendation {
  readonly variant: HubVariant;
  readonly why: string;
}

const reasons: Readonly<Record<string, string>> = {
  q4f16: 'the smallest, and this graphics processor does 16-bit arithmetic',
  q4: 'small, and runs on the processor as on any graphics processor',
  fp16: 'half the size of the full weights, and this graphics processor does 16-bit arithmetic',
  fp32: 'the full weights, as they were published',
  q8: 'the smallest that the processor runs well',
};

/** An encoder is small enough to be taken as it is; a decoder is taken in 4 bits. Null where the model has no variant. */
export function recommend(model: HubModel, device: Device): Recommendation | null {
  const order = model.kind === 'encoder' ? ['fp32', 'fp16', 'q8'] : ['q4f16', 'q4', 'fp16', 'q8', 'fp32'];
  const gpu = device.gpu !== null && !device.gpu.software;
  const usable = model.variants.filter((variant) => {
    if (!/16/.test(variant.dtype)) return true;
    return gpu && device.gpu?.halfPrecision === true && !cautioned(model, variant, 'webgpu');
  });
  const from = usable.length > 0 ? usable : model.variants;
  const variant = from.toSorted((a, b) => order.indexOf(a.dtype) - order.indexOf(b.dtype))[0];
  return variant ? { variant, why: reasons[variant.dtype] ?? '' } : null;
}
