import { bytesOfVariant, type HubModel, type HubVariant } from '../../../models/hub.ts';
import type { LibraryRoom } from '../../domain/library.ts';
import { megabytes } from '../parts/figures.ts';
import type { Device } from './device.ts';
import { speedOf } from './speed.ts';

/** How one condition stands: met, met only just, not met, or not to be told. */
export type Standing = 'fits' | 'tight' | 'not' | 'unknown';

/** One condition with what is known of it, in sentences for a person. */
export interface Condition {
  readonly topic: 'Room' | 'Memory' | 'Graphics processor' | 'Speed';
  readonly standing: Standing;
  readonly words: string;
}

/** A wasm heap ends here, whatever the machine has. */
const heapLimit = 4 * 2 ** 30;
/** What the engine takes beside the weights, in bytes. */
const engineShare = 300e6;
/** Chromium tells no more than this, so that a machine may have more. */
const memoryCap = 8 * 2 ** 30;

/** Room for the download and for the same again of breathing space. */
function roomFor(bytes: number, room: LibraryRoom | null): Condition {
  const topic = 'Room';
  if (!room)
    return { topic, standing: 'unknown', words: 'Could not tell: the browser does not say how much room it has.' };
  const free = Math.max(0, room.quota - room.usage);
  const words = `Takes about ${megabytes(bytes)}; the browser has ${megabytes(free)} free for this page.`;
  if (bytes > free) return { topic, standing: 'not', words: `${words} Delete a model, or free space on the disk.` };
  return { topic, standing: bytes > free / 2 ? 'tight' : 'fits', words };
}

function memoryFor(bytes: number, { memory }: Device): Condition {
  const topic = 'Memory';
  const need = bytes + engineShare;
  const wants = `Wants about ${megabytes(need)} of memory while it runs.`;
  if (need > heapLimit) {
    const words = `${wants} That is more than a page can use on the processor (4.3 GB); only a graphics processor may hold it.`;
    return { topic, standing: 'not', words };
  }
  if (memory === null) {
    return {
      topic,
      standing: 'unknown',
      words: `${wants} Whether that is there could not be told: this browser does not say.`,
    };
  }
  const gigabytes = Number((memory / 2 ** 30).toPrecision(2));
  const there = memory >= memoryCap ? `${gigabytes} GB or more` : `about ${gigabytes} GB`;
  const words = `${wants} This machine says that it has ${there}.`;
  if (need > memory) return { topic, standing: 'not', words };
  return { topic, standing: need > memory / 2 ? 'tight' : 'fits', words };
}

/** Whether a caution holds for this variant on this kind of device. */
export function cautioned(model: HubModel, variant: HubVariant, device: 'webgpu' | 'wasm'): boolean {
  return model.cautions.some(
    (one) => one.device === device && (one.dtypes.length === 0 || one.dtypes.includes(variant.dtype)),
  );
}

function gpuFor(model: HubModel, variant: HubVariant, { gpu }: Device): Condition {
  const topic = 'Graphics processor';
  const instead = 'It runs on the processor: the same numbers, more slowly.';
  if (!gpu) return { topic, standing: 'not', words: `This browser offers pages none. ${instead}` };
  if (gpu.software) return { topic, standing: 'not', words: `The one offered is imitated in software. ${instead}` };
  if (variant.dtype === 'q8') return { topic, standing: 'not', words: `A q8 file is for the processor. ${instead}` };
  if (/16/.test(variant.dtype) && !gpu.halfPrecision) {
    return {
      topic,
      standing: 'not',
      words: `${gpu.description} does no 16-bit arithmetic, which ${variant.dtype} wants. ${instead}`,
    };
  }
  if (cautioned(model, variant, 'webgpu')) {
    return { topic, standing: 'not', words: `Not with ${variant.dtype}; see the caution. ${instead}` };
  }
  const bytes = bytesOfVariant(model, variant);
  const checked = 'It is used only after its numbers have been checked.';
  if (bytes > gpu.largestBlock) {
    const words = `${gpu.description} takes tables of up to ${megabytes(gpu.largestBlock)} each. Whether one of this model’s is larger shows on loading; if so, it runs on the processor.`;
    return { topic, standing: 'unknown', words };
  }
  return { topic, standing: 'fits', words: `${gpu.description} can take it. ${checked}` };
}

/** Whether a model in one number format can be kept and run here, condition by condition. */
export function fitOf(
  model: HubModel,
  variant: HubVariant,
  device: Device,
  room: LibraryRoom | null,
): readonly Condition[] {
  const bytes = bytesOfVariant(model, variant);
  const gpu = gpuFor(model, variant, device);
  return [roomFor(bytes, room), memoryFor(bytes, device), gpu, speedOf(model, device, gpu)];
}

/** The conditions in one sentence. */
export function verdictOf(conditions: readonly Condition[]): string {
  const has = (topic: Condition['topic'], standing: Standing) =>
    conditions.some((one) => one.topic === topic && one.standing === standing);
  if (has('Room', 'not')) return 'There is no room for it here.';
  if (has('Memory', 'not')) return 'It is too large for this machine, as far as it can be told.';
  if (has('Speed', 'tight')) return 'It would run here, but slowly.';
  if (has('Memory', 'tight') || has('Room', 'tight')) return 'It should run here, with little to spare.';
  if (has('Memory', 'unknown')) return 'It may run here; this browser does not tell enough to say.';
  return 'It should run here.';
}
