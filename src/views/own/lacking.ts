import type { Refused } from '../../domain/parsed.ts';
import type { Suite } from '../../domain/suite.ts';

const letters = 'ABCDEFGH';

/** What a suite that is being written still lacks before it can be asked, in a sentence; empty where nothing. */
export function lacking(suite: Suite, fault: Refused | null): string {
  if (suite.title.trim() === '') return 'Give it a title.';
  if (suite.items.length === 0) return 'Add an item.';
  if (!fault) return '';
  const place = placeOf(fault);
  if (place === null) return fault.place === '' ? fault.message : `${fault.place}: ${fault.message}.`;
  const field = fault.place.replace(/^items\[\d+\]\.?/, '');
  return `Item ${place + 1}${itemFault(field, fault.message, suite.items[place]?.kind === 'dialogue')}`;
}

/** The item that a fault is in, counted from 0; null where it is in none. */
export function placeOf(fault: Refused | null): number | null {
  const [, place] = /^items\[(\d+)\]/.exec(fault?.place ?? '') ?? [];
  return place === undefined ? null : Number(place);
}

function itemFault(field: string, message: string, isDialogue: boolean): string {
  if (isDialogue && field === 'key') return ': say which stance is right.';
  const named = field
    .replace(/^options\[(\d)\]\.text$/, (_, at) => `${isDialogue ? 'stance' : 'option'} ${letters[Number(at)]}`)
    .replace(/^pushbacks\[(\d+)\]$/, (_, at) => `turn ${Number(at) + 1}`)
    .replace(/^tags\.pressure\[(\d+)\]$/, (_, at) => `kind of pressure at turn ${Number(at) + 1}`);
  const words = isDialogue && named === 'context' ? 'first message' : named;
  return `${words === '' ? '' : `, ${words}`}: ${message}.`;
}
