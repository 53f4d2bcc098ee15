import { canonicalJson } from '../domain/canonical.ts';
import type { Exchange, Protocol, Score } from '../domain/protocol.ts';
import type { Frame, Item } from '../domain/suite.ts';

/** Reads a stored trial again with today's protocol; undefined where today it would have asked something else. */
export function reread(
  item: Item,
  frame: Frame,
  protocol: Protocol,
  exchanges: readonly Exchange[],
): Score | undefined {
  const asking = protocol.ask(item, frame);
  let step = asking.next([]);
  for (const { verb, questions, answers } of exchanges) {
    if (step.done || canonicalJson(step.value) !== canonicalJson({ verb, questions })) return undefined;
    step = asking.next(answers);
  }
  return step.done ? step.value : undefined;
}
