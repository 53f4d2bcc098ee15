import type { HubModel } from '../../../models/hub.ts';
import type { Device } from './device.ts';
import type { Condition } from './fit.ts';

/** A model's size in words: `135 million parameters`. */
export function parametersOf({ parameters }: Pick<HubModel, 'parameters'>): string {
  return parameters < 1e9
    ? `${Number((parameters / 1e6).toPrecision(3))} million parameters`
    : `${Number((parameters / 1e9).toPrecision(3))} billion parameters`;
}

/** Tokens of one item in both orders, as our suites' items are long. */
const tokensOfItem = { decoder: 240, encoder: 20 };
/** Arithmetic operations a second of one thread in wasm: from an old laptop to a new one. */
const threadSpeed = [4e9, 15e9] as const;

function aboutSeconds(seconds: number): string {
  if (seconds < 1) return 'less than a second';
  if (seconds < 90) return `${Number(seconds.toPrecision(1))} s`;
  return `${Number((seconds / 60).toPrecision(1))} min`;
}

/** A forward pass takes two operations for each parameter and token (Kaplan et al. 2020, arXiv:2001.08361, section 2.1). */
export function speedOf(model: HubModel, { threads }: Device, gpu: Condition): Condition {
  const operations = 2 * model.parameters * tokensOfItem[model.kind];
  const [slow, fast] = threadSpeed.map((speed) => operations / (speed * threads));
  const [most, least] = [aboutSeconds(slow ?? 0), aboutSeconds(fast ?? 0)];
  const span = most === least ? most : `${least} to ${most}`;
  const how = `reckoned from ${parametersOf(model)} and ${threads === 1 ? 'one thread' : `${threads} threads`}, not measured`;
  const elsewhere =
    gpu.standing === 'not'
      ? ''
      : ' On the graphics processor, often several times as fast; how fast could not be told before it is tried.';
  const standing = (fast ?? 0) > 60 && gpu.standing === 'not' ? 'tight' : 'unknown';
  return { topic: 'Speed', standing, words: `On the processor about ${span} an item (${how}).${elsewhere}` };
}
