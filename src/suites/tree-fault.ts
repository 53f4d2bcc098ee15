import { refused, type Refused } from '../domain/parsed.ts';
import type { TreeItem, TreeNode } from '../domain/suite.ts';

/** The first place within the item where a story does not hold together; undefined where it does. */
export function treeFault(item: TreeItem): Refused | undefined {
  if (!item.people.some(({ name }) => name === item.protagonist)) {
    return refused('protagonist', `is "${item.protagonist}", who is not among the people of the story`);
  }
  const places = new Map<string, number>();
  for (const [index, { id }] of item.nodes.entries()) {
    const earlier = places.get(id);
    if (earlier !== undefined) return refused(`nodes[${index}].id`, `is the id of nodes[${earlier}] too`);
    places.set(id, index);
  }
  // Nothing leads to the beginning, or a path would go round.
  const led = new Map<string, string>(item.nodes.slice(0, 1).map(({ id }) => [id, 'the beginning']));
  for (const [index, node] of item.nodes.entries()) {
    const fault = nodeFault(node, `nodes[${index}]`, places, led);
    if (fault !== undefined) return fault;
  }
  const strayed = strayedFrom(item.nodes);
  return strayed === -1
    ? undefined
    : refused(`nodes[${strayed}]`, 'is never reached: no way leads there from the first node');
}

/** The place of the first node that no way from the beginning leads to; -1 where there is none. */
function strayedFrom(nodes: readonly TreeNode[]): number {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const reached = new Set<string>();
  const waiting = nodes.slice(0, 1).map(({ id }) => id);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    waiting.push(...(byId.get(id)?.choices ?? []).map(({ to }) => to));
  }
  return nodes.findIndex(({ id }) => !reached.has(id));
}

/** `led` collects the nodes that a choice leads to, with that choice's place: each must have one way only, so that a path ends. */
function nodeFault(
  node: TreeNode,
  place: string,
  places: ReadonlyMap<string, number>,
  led: Map<string, string>,
): Refused | undefined {
  if ((node.choices.length === 0) !== (node.goal !== null)) {
    return refused(
      `${place}.goal`,
      node.goal === null ? 'is null, but the story ends here' : 'is given, but the story goes on from here',
    );
  }
  if (node.choices.length === 1) return refused(`${place}.choices`, 'holds one choice; a decision has at least two');
  for (const [at, choice] of node.choices.entries()) {
    const here = `${place}.choices[${at}]`;
    if (!places.has(choice.to)) return refused(`${here}.to`, `is "${choice.to}", and there is no such node`);
    const other = led.get(choice.to);
    if (other !== undefined) return refused(`${here}.to`, `is "${choice.to}", where ${other} leads already`);
    led.set(choice.to, here);
    if (choice.confusions.length > 0 && choice.shows.length === 0) {
      return refused(`${here}.shows`, 'is empty, but there are confusions: which ability should be told apart?');
    }
    const texts = [choice.text, ...choice.confusions];
    const twin = texts.findIndex((text, index) => texts.indexOf(text) !== index);
    if (twin > 0) return refused(`${here}.confusions[${twin - 1}]`, 'says the same as another of these utterances');
    if (node.choices.findIndex(({ text }) => text === choice.text) !== at) {
      return refused(`${here}.text`, 'says the same as a choice before');
    }
  }
  return undefined;
}
