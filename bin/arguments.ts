import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { DeviceChoice } from '../src/domain/engine.ts';
import type { Parsed } from '../src/domain/parsed.ts';
import type { Setting } from '../src/domain/protocol.ts';
import type { Preamble, Shard } from '../src/domain/run.ts';
import { translatedPreambles } from '../src/suites/preambles-translated.ts';
import { preambles } from '../src/suites/preambles.ts';
import { generatedSuites } from '../src/suites/generated.ts';
import { root } from './build.ts';

/** What `npm run evaluate` was asked to do. */
export interface Wanted {
  readonly model: { readonly id: string } | { readonly folder: string; readonly title: string };
  /** Built-in suites by id, own ones by the text of their file; of a folder there is none before it is read. */
  readonly suites: readonly ({ readonly id: string } | { readonly file: string; readonly text: string })[];
  readonly device: DeviceChoice;
  readonly limit: number | null;
  readonly seed: number;
  /** Protocols by suite id, where it is not the suite's own. */
  readonly protocolIds: Readonly<Record<string, string>>;
  /** Of the layers that are read, for protocols that heed it. */
  readonly setting: Setting;
  /** What is said before the questions; null for nothing. */
  readonly preamble: Preamble | null;
  /** Whether rows of a data set that cannot be taken are left out. */
  readonly skipBadRows: boolean;
  /** The same to the last bit however the plan is cut up; slower. */
  readonly repeatable: boolean;
  /** Whether every layer is read in a run of its own. */
  readonly sweepLayers: boolean;
  /** The part of the plan to carry out; null for all of it. */
  readonly shard: Shard | null;
  /** Where the run file goes; null for nowhere. */
  readonly out: string | null;
}

export const usage = `npm run evaluate -- [--model <id or folder>] [--suite <id, file or folder>]… [--device auto|wasm|webgpu]
                    [--limit <items per suite>] [--seed <whole number>] [--shard <i>/<n>] [--out run.json]
                    [--protocol <suite>=<protocol>]… [--layer <number>] [--pooling mean|last] [--repeatable]
                    [--preamble <id or text>] [--sweep-layers]        a run for each layer: run.layer-0.json …
       npm run evaluate -- verify <run.json> [--ask-again <items>] [--model <id or folder>]
                    exit 0: consistent, 1: not, or other answers, 2: wrong input
       npm run evaluate -- merge <a.json> <b.json> … --out <run.json>`;

const devices: readonly DeviceChoice[] = ['auto', 'wasm', 'webgpu'];

function wrong(place: string, message: string): Parsed<never> {
  return { ok: false, place, message };
}

/** The ids of the models that come with Touchstone. */
export function builtInModels(): readonly string[] {
  return readdirSync(join(root, 'models'))
    .filter((name) => name.endsWith('.json'))
    .map((name) => basename(name, '.json'));
}

/** The ids of the suites that come with Touchstone. */
export function builtInSuiteIds(): readonly string[] {
  const suites = join(root, 'src/suites');
  const written = readdirSync(suites).filter((name) => existsSync(join(suites, name, 'suite.json')));
  return [...written, ...generatedSuites.map(({ id }) => id)];
}

/** A whole number from the command line, at least `least`. */
export function wholeNumber(name: string, text: string, least: number): Parsed<number> {
  const value = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least
    ? { ok: true, value }
    : wrong(`--${name}`, `is "${text}", a whole number of at least ${least} was wanted`);
}

function shardOf(text: string): Parsed<Shard | null> {
  if (text === '') return { ok: true, value: null };
  const [, index, of] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text) ?? [];
  return Number(index) <= Number(of)
    ? { ok: true, value: { index: Number(index), of: Number(of) } }
    : wrong('--shard', `is "${text}", i/n with i from 1 to n was wanted`);
}

/** A model as the command line names it: built in, or a folder. */
export function modelOf(name: string): Parsed<Wanted['model']> {
  if (builtInModels().includes(name)) return { ok: true, value: { id: name } };
  if (!existsSync(name))
    return wrong('--model', `"${name}" is neither a folder nor one of: ${builtInModels().join(', ')}`);
  if (!statSync(name).isDirectory()) return wrong('--model', `"${name}" is a file, a model's folder was wanted`);
  return { ok: true, value: { folder: resolve(name), title: basename(resolve(name)) } };
}

function suiteOf(name: string): Parsed<Wanted['suites'][number]> {
  if (builtInSuiteIds().includes(name)) return { ok: true, value: { id: name } };
  if (!existsSync(name))
    return wrong('--suite', `"${name}" is neither a file, a folder nor one of: ${builtInSuiteIds().join(', ')}`);
  return { ok: true, value: { file: name, text: statSync(name).isFile() ? readFileSync(name, 'utf8') : '' } };
}

/** One of ours by its id; anything else is the text itself. */
function preambleOf(given: string): Preamble | null {
  if (given.trim() === '') return null;
  const ours = [preambles, ...translatedPreambles.map((set) => set.preambles)].flat();
  return ours.find(({ id }) => id === given) ?? { id: 'own', title: 'Own words', text: given.trim() };
}

/** `suite=protocol` pairs; whether there are such is for the page to say. */
function protocolsOf(given: unknown): Parsed<Readonly<Record<string, string>>> {
  const pairs = (Array.isArray(given) ? given : []).map((text) => String(text).split('='));
  const odd = pairs.find((pair) => pair.length !== 2 || pair.includes(''));
  return odd
    ? wrong('--protocol', `is "${odd.join('=')}", <suite>=<protocol> was wanted`)
    : { ok: true, value: Object.fromEntries(pairs) as Record<string, string> };
}

function settingOf(layer: string, pooling: string): Parsed<Setting> {
  const number = layer === '' ? null : wholeNumber('layer', layer, 0);
  if (number && !number.ok) return number;
  if (pooling !== '' && pooling !== 'mean' && pooling !== 'last')
    return wrong('--pooling', `is "${pooling}", one of mean, last was wanted`);
  return { ok: true, value: { ...(number && { layer: number.value }), ...(pooling !== '' && { pooling }) } };
}

/** Reads the command line; the first thing wrong is named. */
export function readArguments(argv: readonly string[]): Parsed<Wanted> {
  let values: Record<string, string | string[] | boolean | undefined>;
  try {
    const text = { type: 'string' } as const;
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        model: text,
        suite: { ...text, multiple: true },
        device: text,
        limit: text,
        seed: text,
        shard: text,
        protocol: { ...text, multiple: true },
        layer: text,
        pooling: text,
        preamble: text,
        repeatable: { type: 'boolean' },
        'sweep-layers': { type: 'boolean' },
        'skip-bad-rows': { type: 'boolean' },
        out: text,
      },
    }));
  } catch (error) {
    return wrong('', error instanceof Error ? (error.message.split(/\.\s/)[0] ?? '') : String(error));
  }
  const one = (name: string, otherwise: string) => (typeof values[name] === 'string' ? values[name] : otherwise);
  const model = modelOf(one('model', 'candid'));
  if (!model.ok) return model;
  const named = Array.isArray(values['suite'])
    ? values['suite']
    : ['moral-direction', 'sycophancy', 'social-intelligence'];
  const suites: Wanted['suites'][number][] = [];
  for (const name of new Set(named)) {
    const suite = suiteOf(name);
    if (!suite.ok) return suite;
    suites.push(suite.value);
  }
  const device = devices.find((choice) => choice === one('device', 'auto'));
  if (!device) return wrong('--device', `is "${one('device', '')}", one of ${devices.join(', ')} was wanted`);
  const limit = values['limit'] === undefined ? null : wholeNumber('limit', one('limit', ''), 1);
  if (limit && !limit.ok) return limit;
  const seed = wholeNumber('seed', one('seed', '1'), 0);
  if (!seed.ok) return seed;
  const shard = shardOf(one('shard', ''));
  if (!shard.ok) return shard;
  const protocolIds = protocolsOf(values['protocol']);
  if (!protocolIds.ok) return protocolIds;
  const setting = settingOf(one('layer', ''), one('pooling', ''));
  if (!setting.ok) return setting;
  const sweepLayers = values['sweep-layers'] === true;
  if (sweepLayers && setting.value.layer !== undefined)
    return wrong('--sweep-layers', 'reads every layer, but --layer names one: leave one of the two out');
  const out = one('out', '') || null;
  if (out !== null && !existsSync(resolve(out, '..'))) return wrong('--out', `the folder of "${out}" does not exist`);
  return {
    ok: true,
    value: {
      model: model.value,
      suites,
      device,
      limit: limit?.value ?? null,
      seed: seed.value,
      protocolIds: protocolIds.value,
      setting: setting.value,
      preamble: preambleOf(one('preamble', '')),
      skipBadRows: values['skip-bad-rows'] === true,
      repeatable: values['repeatable'] === true,
      sweepLayers,
      shard: shard.value,
      out,
    },
  };
}
