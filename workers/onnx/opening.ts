import { hiddenOutputs } from './wire/hidden-outputs.ts';
import type { Names } from './wire/names.ts';
import { together, type Patch } from './wire/patch.ts';
import { residualStream } from './wire/residual.ts';
import type { Scan } from './wire/scan.ts';
import { steering } from './wire/steering.ts';

/** A graph whose residual stream can be read and steered at every layer; 0 is what goes into the first. */
export interface Opened {
  readonly patch: Patch;
  /** Outputs by layer, each [batch, sequence, hidden]. */
  readonly layers: readonly string[];
  /** Inputs by layer, each float32 [hidden] or [1]; all of them must be fed on every run. */
  readonly steers: readonly string[];
}

/** Whether a graph can be opened. */
export interface Opening {
  /** How many layers it has, or in words why they are not found. */
  readonly layers: number | string;
  /** Draws what opens it. Throws a RangeError where that cannot be. */
  open(): Opened;
}

/** Looks for the layers of a graph. */
export function openingOf(scan: Scan, names: Names): Opening {
  try {
    const stream = residualStream(scan);
    const all = [...stream.layers.keys()];
    return {
      layers: stream.layers.length - 1,
      open() {
        const outputs = hiddenOutputs(scan, stream, all, names);
        const steers = all.map((layer) => steering(scan, stream, layer, names));
        return {
          patch: together(outputs.patch, ...steers.map(({ patch }) => patch)),
          layers: outputs.layers,
          steers: steers.map(({ input }) => input),
        };
      },
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const refuse = () => {
      throw error;
    };
    return { layers: error.message, open: refuse };
  }
}
