import { dangerous, dangerousKey, inMiB, type JsonLimits } from '../domain/json-text.ts';
import { placeOf, refused, type Refused } from '../domain/parsed.ts';
import { ahead, brokenJson, spotWithin, spotWords, type JsonPlace, type Spot } from './json-broken.ts';

/** Some of a JSON file, in the order of the file. */
export type JsonPart =
  /** A member of the outermost object, whole. */
  | { readonly kind: 'member'; readonly key: string; readonly value: unknown }
  /** Some entries of a member that is a list, the first of which stands at `from`; none where the list begins. */
  | { readonly kind: 'entries'; readonly key: string; readonly from: number; readonly values: readonly unknown[] }
  /** The file is no object, but this. */
  | { readonly kind: 'other'; readonly value: unknown };

/** A value, or a key, of which the end has not come yet. */
interface Token {
  readonly place: JsonPlace;
  readonly spot: Spot;
  readonly shape: 'text' | 'brackets' | 'word';
  /** What has come of it in earlier texts. */
  readonly pieces: string[];
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openList = 0x5b;
const backslash = 0x5c;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/**
 * Takes a JSON object apart as its text comes in pieces: only the value that is under way is held. What is wrong is told as
 * `readJson` tells it, with line and column in the whole.
 */
export class JsonSplitter {
  /** What came since it was taken last. */
  parts: JsonPart[] = [];
  /** Set where the rest is not worth reading. */
  refusal: Refused | null = null;
  readonly #limits: JsonLimits;
  /** Whether a member that is a list is given entry by entry. */
  readonly #isListed: (key: string) => boolean;
  readonly #keys = new Set<string>();
  #place: JsonPlace = 'start';
  #key = '';
  #index = 0;
  #entries: unknown[] = [];
  #token: Token | null = null;
  #size = 0;
  #depth = 0;
  #inText = false;
  #escaped = false;
  #fault: { readonly place: JsonPlace; readonly spot: Spot; text: string; ahead: number } | null = null;
  #line = 1;
  /** Where the line begins, in the text that is read now; below 0 where it began in an earlier one. */
  #lineStart = 0;
  #nextLine = Infinity;
  #text = '';

  /** `limits.bytes` holds for each value, in UTF-16 units. */
  constructor(limits: JsonLimits, isListed: (key: string) => boolean) {
    this.#limits = limits;
    this.#isListed = isListed;
  }

  /** Takes the next piece of text in. */
  push(text: string): void {
    if (this.#fault !== null) {
      this.#fault.text += text;
      this.#fault.ahead += text.length;
    } else {
      this.#begin(text);
      for (let at = 0; at < text.length && this.#fault === null && this.refusal === null;)
        at = this.#token === null ? this.#between(at) : this.#within(this.#token, at);
      this.#giveEntries();
      this.#lineTo(text.length);
      this.#lineStart -= text.length;
    }
    if (this.#fault !== null && this.#fault.ahead >= ahead) this.refusal = brokenJson(this.#fault, false);
  }

  /** Says that no more text comes. */
  end(): void {
    if (this.refusal !== null) return;
    this.#text = '';
    if (this.#fault === null) {
      const token = this.#token;
      if (token?.shape === 'word' && token.place === 'start') this.#ended(token, token.pieces.join(''), 0);
      else if (this.#place === 'start' && token === null) this.refusal = refused('', 'The file is empty.');
      else if (token !== null) this.#break(token.place, token.spot, token.pieces.join(''), 0);
      else if (this.#place !== 'end') this.#break(this.#place, this.#spotOf(0), '', 0);
    }
    if (this.#fault !== null) this.refusal = brokenJson(this.#fault, true);
  }

  #begin(text: string): void {
    this.#text = text;
    this.#nextLine = placeOfLine(text, 0);
    const nul = text.indexOf('\0');
    if (nul === -1) return;
    this.refusal = refused(spotWords(this.#spotOf(nul)), 'found a NUL character; this is no text file');
  }

  /** Between values. Gives where to go on. */
  #between(at: number): number {
    const code = this.#text.charCodeAt(at);
    if (isSpace(code)) return at + 1;
    switch (this.#place) {
      case 'start':
        if (code !== openObject) return this.#open(at, code);
        this.#place = 'key or end';
        return at + 1;
      case 'key or end':
      case 'key':
        if (code === quote) return this.#open(at, code);
        if (code !== closeObject || this.#place === 'key') return this.#stray(at);
        this.#place = 'end';
        return at + 1;
      case 'colon':
        if (code !== colon) return this.#stray(at);
        this.#place = 'value';
        return at + 1;
      case 'value':
        if (code !== openList || !this.#isListed(this.#key)) return this.#open(at, code);
        this.#place = 'entry or end';
        this.#index = 0;
        this.parts.push({ kind: 'entries', key: this.#key, from: 0, values: [] });
        return at + 1;
      case 'entry or end':
        if (code !== closeList) return this.#open(at, code);
        this.#place = 'next';
        return at + 1;
      case 'entry':
        return this.#open(at, code);
      case 'next entry':
        if (code !== comma && code !== closeList) return this.#stray(at);
        this.#place = code === comma ? 'entry' : 'next';
        if (code === closeList) this.#giveEntries();
        return at + 1;
      case 'next':
        if (code !== comma && code !== closeObject) return this.#stray(at);
        this.#place = code === comma ? 'key' : 'end';
        return at + 1;
      case 'end':
        return this.#stray(at);
    }
  }

  /** A value or a key begins. */
  #open(at: number, code: number): number {
    if (code === comma || code === colon || code === closeList || code === closeObject) return this.#stray(at);
    const shape = code === quote ? 'text' : code === openList || code === openObject ? 'brackets' : 'word';
    this.#token = { place: this.#place, spot: this.#spotOf(at), shape, pieces: [] };
    this.#size = 0;
    this.#depth = this.#place === 'start' ? 0 : this.#place === 'value' ? 1 : 2;
    this.#inText = false;
    this.#escaped = false;
    return this.#within(this.#token, at);
  }

  /** Within a value. Gives where to go on. */
  #within(token: Token, from: number): number {
    const end = token.shape === 'word' ? this.#wordEnd(from) : this.#closing(token, from);
    if (this.refusal !== null) return end;
    this.#size += (end === -1 ? this.#text.length : end) - from;
    if (this.#size > this.#limits.bytes) {
      this.refusal = refused(
        spotWords(token.spot),
        `One value is too long: it is more than ${inMiB(this.#limits.bytes)}.`,
      );
      return this.#text.length;
    }
    if (end === -1) {
      token.pieces.push(this.#text.slice(from));
      return this.#text.length;
    }
    const last = this.#text.slice(from, end);
    this.#ended(token, token.pieces.length === 0 ? last : token.pieces.join('') + last, end);
    return end;
  }

  #wordEnd(from: number): number {
    for (let at = from; at < this.#text.length; at += 1) {
      const code = this.#text.charCodeAt(at);
      if (isSpace(code) || code === comma || code === closeList || code === closeObject) return at;
    }
    return -1;
  }

  /** The offset after the quote or the bracket that closes the value; -1 where it does not stand in this text. */
  #closing(token: Token, from: number): number {
    const text = this.#text;
    let [depth, inText, escaped] = [this.#depth, this.#inText, this.#escaped];
    const floor = token.place === 'start' ? 0 : token.place === 'value' ? 1 : 2;
    for (let at = from; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (inText) {
        if (escaped) escaped = false;
        else if (code === backslash) escaped = true;
        else if (code === quote) {
          inText = false;
          if (depth === floor) return at + 1;
        }
      } else if (code === quote) inText = true;
      else if (code === openList || code === openObject) {
        depth += 1;
        if (depth > this.#limits.depth) {
          const spot = spotWithin(token.spot, token.pieces.join('') + text.slice(from, at));
          this.refusal = refused(
            spotWords(spot),
            `brackets stand more than ${this.#limits.depth} deep inside each other`,
          );
          return at;
        }
      } else if (code === closeList || code === closeObject) {
        depth -= 1;
        if (depth === floor) return at + 1;
      }
    }
    [this.#depth, this.#inText, this.#escaped] = [depth, inText, escaped];
    return -1;
  }

  /** A value or a key is there whole; `end` is where it ended in the text that is read now. */
  #ended(token: Token, text: string, end: number): void {
    this.#token = null;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      const rest = this.#text.slice(end);
      this.#break(token.place, token.spot, text + rest, rest.length);
      return;
    }
    switch (token.place) {
      case 'start':
        this.#place = 'end';
        this.#take(value, []);
        if (this.refusal === null) this.parts.push({ kind: 'other', value });
        return;
      case 'key':
      case 'key or end':
        return this.#named(String(value));
      case 'value':
        this.#place = 'next';
        this.#take(value, [this.#key]);
        if (this.refusal === null) this.parts.push({ kind: 'member', key: this.#key, value });
        return;
      default:
        this.#place = 'next entry';
        this.#take(value, [this.#key, this.#index + this.#entries.length]);
        if (this.refusal === null) this.#entries.push(value);
    }
  }

  #named(key: string): void {
    this.#place = 'colon';
    this.#key = key;
    if (dangerous.has(key)) this.refusal = refused(placeOf([key]), 'a key of this name is not accepted');
    else if (this.#keys.has(key)) this.refusal = refused(placeOf([key]), 'stands twice');
    this.#keys.add(key);
  }

  #take(value: unknown, way: readonly (string | number)[]): void {
    const inner = dangerousKey(value);
    if (inner !== undefined) this.refusal = refused(placeOf([...way, ...inner]), 'a key of this name is not accepted');
  }

  #giveEntries(): void {
    if (this.#entries.length === 0) return;
    this.parts.push({ kind: 'entries', key: this.#key, from: this.#index, values: this.#entries });
    this.#index += this.#entries.length;
    this.#entries = [];
  }

  /** Something stands where it cannot. */
  #stray(at: number): number {
    const text = this.#text.slice(at);
    this.#break(this.#place, this.#spotOf(at), text, text.length);
    return this.#text.length;
  }

  #break(place: JsonPlace, spot: Spot, text: string, length: number): void {
    this.#fault = { place, spot, text, ahead: length };
  }

  #spotOf(at: number): Spot {
    this.#lineTo(at);
    return { line: this.#line, column: at - this.#lineStart + 1 };
  }

  #lineTo(at: number): void {
    while (this.#nextLine < at) {
      this.#line += 1;
      this.#lineStart = this.#nextLine + 1;
      this.#nextLine = placeOfLine(this.#text, this.#lineStart);
    }
  }
}

/** Where the next line ends; Infinity where it does not in this text. */
function placeOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at === -1 ? Infinity : at;
}
