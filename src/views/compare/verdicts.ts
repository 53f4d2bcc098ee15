import type { JudgedDifference } from '../../statistics/compare/judged.ts';
import type { Comparability } from '../../statistics/compare/comparability.ts';
import { count } from '../parts/figures.ts';

const minus = '\u2212';

/** A p as papers write it: `p = .004`, `p < .001`; never 0. */
export function pWords(p: number, name = 'p'): string {
  if (p < 0.001) return `${name} < .001`;
  return p >= 0.9995 ? `${name} = 1` : `${name} = ${p.toFixed(3).slice(1)}`;
}

/** A difference of shares in points, whole, with a real minus: `12`, `−5`; one place where it would be 0. */
export function points(share: number): string {
  const whole = 100 * share;
  const text =
    Math.abs(whole) < 0.95 && Math.abs(whole) >= 0.05
      ? Math.abs(whole).toFixed(1)
      : String(Math.round(Math.abs(whole)));
  return share < 0 && Number(text) !== 0 ? `${minus}${text}` : text;
}

/** The same with a plus where it is above 0. */
export function signedPoints(share: number): string {
  const text = points(share);
  return share > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** The interval of a difference: `[5, 19]`; empty where there is none. */
export function pointsInterval({ lower, upper }: JudgedDifference): string {
  return lower === null || upper === null ? '' : `[${points(lower)}, ${points(upper)}]`;
}

const label = ({ label: text }: JudgedDifference) => text.charAt(0).toLowerCase() + text.slice(1);

/** The verdict in a sentence: who has more of what by how much and how sure, that it is not settled, or that the two are tied within noise. */
export function verdict(one: JudgedDifference, first: string, second: string): string {
  const holm = pWords(one.holm, 'Holm p');
  const sure = [pointsInterval(one), holm].filter((words) => words !== '').join(', ');
  const found = `${signedPoints(one.difference)} points ${sure}`;
  if (one.verdict === 'tied') return `${second} and ${first} are tied within noise on “${label(one)}”: ${found}.`;
  const than = one.difference > 0 ? one.more : one.less;
  if (one.verdict === 'unsettled') return `Whether ${second} ${than} ${first} is not settled: ${found}.`;
  const own = one.difference > 0 ? one : { ...one, lower: negative(one.upper), upper: negative(one.lower) };
  const by = points(Math.abs(one.difference));
  return `${second} ${than} ${first} by ${by} point${by === '1' ? '' : 's'} ${pointsInterval(own)}, ${holm}.`;
}

const negative = (bound: number | null) => (bound === null ? null : -bound);

/** What a verdict leaves open: why it is not settled, or the least difference that would have shown. Empty for a difference that was found, or where it cannot be told. */
export function leftOpen({ detectable, n, verdict: found, p, holm, difference }: JudgedDifference): string {
  if (found === 'unsettled' && holm < 0.05) {
    return 'On these items the two differ beyond chance, but the difference hangs on a few topics: with others it could vanish.';
  }
  if (found === 'unsettled' && p >= 0.05) {
    return `Among ${count(n, 'item')} a difference of this size still comes about by chance too often.`;
  }
  if (found === 'unsettled') {
    return 'Alone it would count, but it was judged together with the others, among which one so large can come by chance.';
  }
  if (found !== 'tied' || detectable === null || Math.abs(difference) > detectable) return '';
  if (detectable >= 1) return `${count(n, 'item')} could not have shown any difference reliably.`;
  return `A true difference of ${points(detectable)} points would have shown four times in five with these ${count(n, 'item')}.`;
}

/** Whether two runs can be compared, in a sentence. */
export function comparabilityWords({ level, suites, findings }: Comparability): string {
  const shared = suites.reduce((sum, suite) => sum + suite.shared.size, 0);
  const other = findings.filter(
    ({ same, what }) => !same && what !== 'Model' && what !== 'Chat template' && what !== 'Plan',
  );
  const beside = other.map(({ what }) => what.toLowerCase());
  const also = beside.length === 0 ? '' : ` Besides the model, they differ in: ${beside.join(', ')}.`;
  if (level === 'not at all') return 'No item was asked in both runs: nothing can be compared item by item.';
  if (level === 'same questions')
    return `Both runs were asked the same ${count(shared, 'item')} in the same words.${also}`;
  return `Of what they were asked, ${count(shared, 'item')} are word for word the same: only these are compared.${also}`;
}
