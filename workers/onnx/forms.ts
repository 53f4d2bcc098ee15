import { done, failed, type Reply } from '../../src/domain/reply.ts';
import type { Placed, Placing } from './device.ts';
import { faultOf } from './fault.ts';
import { difference, readout } from './self-test.ts';
import { openSession, type Session, type View } from './session.ts';
import { sizeOf } from './weights.ts';

/** The forms in which a model is open: as it came, and with its layers open to be read and steered. */
export interface Forms {
  /** The session for a view. Without layer and steering it is the graph as it came, whatever was asked before. */
  session(view: View): Promise<Reply<Session>>;
  release(): Promise<void>;
}

/** Above this, one form is let go before the other is opened. Bytes. */
const both = 400e6;
const isPlain = ({ layer, steering }: View) => layer === undefined && steering === undefined;

/**
 * The forms of a model that has been placed. The opened one is made when it is first asked for, and tested. A model of
 * more than `largest` bytes has one form at a time.
 */
export function formsOf(
  { ort, config, dtype, row, sign }: Placing,
  { session: first, weights }: Placed,
  largest = both,
): Forms {
  let plain: Session | null = first;
  let opened: { session: Session; width: number } | null = null;

  async function plainAgain(): Promise<Session> {
    if (plain) return plain;
    await opened?.session.release();
    opened = null;
    return (plain = await openSession(ort, weights, first.device, config));
  }

  async function open(): Promise<Reply<{ session: Session; width: number }>> {
    if (opened) return done(opened);
    const drawn = await weights.drawn({ ...weights.form, opened: true });
    if (!drawn) return failed('unsupported', 'Open layers: the graph cannot be drawn so');
    const [expected] = await readout(await plainAgain(), [row]);
    if (sizeOf(weights) > largest) {
      await plain?.release();
      plain = null;
    }
    sign();
    const session = await openSession(ort, drawn, first.device, config);
    sign();
    const [found] = await readout(session, [row]);
    const gap = difference(expected as Float64Array, found as Float64Array);
    const allowed = dtype === 'fp32' ? 1e-4 : 5e-2;
    if (!(gap <= allowed)) {
      await session.release();
      return failed('inexact', `Open layers: steering by nothing changes the numbers by ${gap.toExponential(1)}`);
    }
    sign();
    const slab = await session.through({ layer: 0 }).hidden([row.slice(0, 1)]);
    opened = { session, width: slab.width };
    return done(opened);
  }

  return {
    async session(view) {
      const { layers } = weights;
      try {
        if (isPlain(view)) return done(await plainAgain());
        if (typeof layers === 'string') {
          return failed('unsupported', `Open layers: those of this model cannot be told apart (${layers})`);
        }
        for (const layer of [view.layer, view.steering?.layer]) {
          if (layer === undefined || (Number.isInteger(layer) && layer >= 0 && layer <= layers)) continue;
          return failed('bad-question', `Take layer ${layer}: the model has layers 0 to ${layers}`);
        }
        const ready = await open();
        if (!ready.ok) return ready;
        const { session, width } = ready.value;
        const vector = view.steering?.vector;
        if (vector && (vector.length !== width || !vector.every(Number.isFinite))) {
          return failed('bad-question', `Steer: a vector of ${vector.length} numbers, wanted ${width} finite ones`);
        }
        return done(session.through(view));
      } catch (error) {
        return faultOf(error, 'Open layers');
      }
    },
    async release() {
      await plain?.release();
      await opened?.session.release();
      plain = opened = null;
    },
  };
}
