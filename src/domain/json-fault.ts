/** The first place where a text stops being JSON. */
export interface JsonFault {
  /** In UTF-16 units from the start. */
  readonly offset: number;
  /** What is there, and what was wanted. */
  readonly message: string;
}

const escapes = /["\\/bfnrt]/;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /[A-Za-z_$][\w$]*/y;
const wantedInWords = {
  value: 'a value',
  'value or end': 'a value or ]',
  key: 'a key in double quotes',
  'key or end': 'a key in double quotes or }',
  colon: 'a colon',
  next: 'a comma or the closing bracket',
} as const;

/** Where a text breaks the grammar of RFC 8259, or null where it is JSON. Builds nothing and does not recurse. */
export function jsonFault(text: string): JsonFault | null {
  const open: ('[' | '{')[] = [];
  let wanted: keyof typeof wantedInWords = 'value';
  let at = 0;
  for (;;) {
    const isKey: boolean = wanted.startsWith('key');
    while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
    const mark = text[at];
    const innermost = open.at(-1);
    if (wanted === 'next' && innermost === undefined) {
      return mark === undefined ? null : { offset: at, message: `${shown(text, at)} stands after the end of the JSON` };
    }
    if (mark === undefined)
      return { offset: at, message: `the text breaks off where ${wantedInWords[wanted]} was wanted` };
    const cutOff = open.length > 0 && /^[\w.+-]{1,40}$/.test(text.slice(at, at + 41));
    const unexpected = {
      offset: at,
      message: cutOff
        ? 'the text breaks off inside a number or a word'
        : `found ${shown(text, at)} where ${wantedInWords[wanted]} was wanted`,
    };

    if (wanted === 'colon') {
      if (mark !== ':') return unexpected;
      at += 1;
      wanted = 'value';
    } else if (wanted === 'next' && mark === ',') {
      at += 1;
      wanted = innermost === '{' ? 'key' : 'value';
    } else if (mark === ']' || mark === '}') {
      const mayEnd = wanted === 'next' || wanted === 'value or end' || wanted === 'key or end';
      if (!mayEnd || innermost !== (mark === ']' ? '[' : '{')) return unexpected;
      open.pop();
      at += 1;
      wanted = 'next';
    } else if (wanted === 'next') {
      return unexpected;
    } else if (mark === '"') {
      const end = stringEnd(text, at);
      if (typeof end !== 'number') return end;
      at = end;
      wanted = isKey ? 'colon' : 'next';
    } else if (isKey) {
      return unexpected;
    } else if (mark === '[' || mark === '{') {
      open.push(mark);
      at += 1;
      wanted = mark === '[' ? 'value or end' : 'key or end';
    } else {
      number.lastIndex = at;
      const length = number.exec(text)?.[0].length ?? /^(?:true|false|null)/.exec(text.slice(at, at + 5))?.[0].length;
      if (length === undefined) return unexpected;
      at += length;
      wanted = 'next';
    }
  }
}

/** The offset after the string that starts at `start`, or what is wrong with it. */
function stringEnd(text: string, start: number): number | JsonFault {
  for (let at = start + 1; at < text.length; at += 1) {
    const mark = text[at] ?? '';
    if (mark === '"') return at + 1;
    if (mark < ' ') return { offset: at, message: `found ${shown(text, at)} inside a text, where it must be escaped` };
    if (mark === '\\') {
      const next = text[at + 1];
      if (next === undefined) break;
      const hex = next === 'u' && /^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6));
      if (!hex && at + 6 >= text.length && next === 'u') break;
      if (!hex && !escapes.test(next)) return { offset: at, message: 'found a backslash that starts no known escape' };
      at += hex ? 5 : 1;
    }
  }
  return { offset: text.length, message: 'the text breaks off inside a text in double quotes' };
}

/** What stands at an offset, for a sentence. */
function shown(text: string, at: number): string {
  word.lastIndex = at;
  const name = word.exec(text)?.[0] ?? String.fromCodePoint(text.codePointAt(at) ?? 0xfffd);
  return JSON.stringify(name.length <= 20 ? name : `${name.slice(0, 20)}…`);
}
