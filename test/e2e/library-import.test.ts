import { beforeAll, describe, expect, test } from 'vitest';
import { decoderFolder } from '../engines/fixtures/folders.ts';
import type { RepoFiles } from './hub.ts';
import { graph, libraryStand, repo, sha256 } from './library-stand.ts';

const { hub, filesIn, hashesOf, fresh, download } = libraryStand();

describe('import and export in a real browser', () => {
  let files: RepoFiles;
  beforeAll(async () => {
    const read = decoderFolder().files.map(async ({ path, from }) => {
      const bytes = from instanceof Blob ? await from.arrayBuffer() : new ArrayBuffer();
      return [path, Buffer.from(bytes)] as const;
    });
    files = new Map(await Promise.all(read));
  });
  const small = () => files;
  const encoded = (change: Readonly<Record<string, Buffer | null>> = {}, prefix = '') =>
    Object.fromEntries(
      Object.entries({ ...Object.fromEntries(small()), ...change }).flatMap(([path, bytes]) =>
        bytes === null ? [] : [[`${prefix}${path}`, bytes.toString('base64')]],
      ),
    );
  const smallHashes = () => Object.fromEntries([...small()].map(([path, bytes]) => [path, sha256(bytes)]));

  test('a folder comes in, goes out as a zip, and the zip comes in elsewhere as the very same model', async () => {
    const { context, page } = await fresh();
    const given = {
      ...encoded({}, 'my model/'),
      'my model/.DS_Store': '',
      'my model/model.safetensors': Buffer.alloc(1000).toString('base64'),
    };
    const imported = await page.evaluate((list) => window.page.importFiles(list, 'my model'), given);
    expect(imported).toMatchObject({
      ok: true,
      value: { id: 'my-model', title: 'my model', state: 'ready', source: { kind: 'folder', name: 'my model' } },
    });
    expect(await page.evaluate(() => window.page.hashes('my-model'))).toEqual(smallHashes());
    const twice = await page.evaluate((list) => window.page.importFiles(list, 'again'), given);
    expect(twice).toMatchObject({ ok: true, value: { id: 'my-model' } });

    const zip = await page.evaluate(async () => {
      const made = await window.page.library.exportAsZip('my-model', () => undefined, new AbortController().signal);
      if (!made.ok) throw new Error(made.message);
      const bytes = new Uint8Array(await made.value.arrayBuffer());
      let text = '';
      for (let at = 0; at < bytes.length; at += 30_000) text += String.fromCharCode(...bytes.subarray(at, at + 30_000));
      return btoa(text);
    });
    const elsewhere = await fresh();
    const moved = await elsewhere.page.evaluate((base64) => window.page.importZip(base64, 'moved.zip'), zip);
    expect(moved).toMatchObject({
      ok: true,
      value: { id: 'moved', title: 'moved', state: 'ready', source: { kind: 'zip' } },
    });
    expect(await elsewhere.page.evaluate(() => window.page.hashes('moved'))).toEqual(smallHashes());
    await elsewhere.context.close();
    await context.close();
  });

  test('a folder goes out to a folder, and comes in again', async () => {
    const { context, page } = await fresh();
    await page.evaluate((list) => window.page.importFiles(list, 'coin'), encoded());
    const written = await page.evaluate(async () => {
      // A folder of the private file system stands for one that the person chose.
      const place = await (await navigator.storage.getDirectory()).getDirectoryHandle('chosen', { create: true });
      return window.page.library.exportToFolder('coin', place, () => undefined, new AbortController().signal);
    });
    expect(written).toEqual({ ok: true, value: 'coin' });
    const there = (await page.evaluate(() => window.page.leftovers())).filter((path) =>
      path.startsWith('chosen/coin/'),
    );
    expect(there.toSorted()).toEqual([...small().keys(), 'onnx'].map((path) => `chosen/coin/${path}`).toSorted());
    await context.close();
  });

  test.each<[string, Readonly<Record<string, Buffer | null>>, RegExp]>([
    ['no tokenizer', { 'tokenizer.json': null }, /no tokenizer\.json/],
    ['no graph', { [graph]: null }, /no ONNX graph/],
    ['an empty graph', { [graph]: Buffer.alloc(0) }, /empty/],
    ['a graph cut short', { [graph]: Buffer.from([8, 7, 0x3a, 0xff, 0xff, 0x7f]) }, /model\.onnx/],
    ['a web page for a configuration', { 'config.json': Buffer.from('<!doctype html>') }, /config\.json is no JSON/],
  ])('a folder with %s is refused, and nothing is left of it', async (_, change, words) => {
    const { context, page } = await fresh();
    const reply = await page.evaluate((list) => window.page.importFiles(list, 'x'), encoded(change));
    expect(reply).toMatchObject({ ok: false, fault: 'not-a-model' });
    expect(reply.ok ? '' : reply.message).toMatch(words);
    expect(await page.evaluate(() => window.page.leftovers())).toEqual(['touchstone-models']);
    await context.close();
  });

  test('a file that is no zip is refused, and nothing is left of it', async () => {
    const { context, page } = await fresh();
    const reply = await page.evaluate(
      (base64) => window.page.importZip(base64, 'x.zip'),
      Buffer.alloc(99).toString('base64'),
    );
    expect(reply).toMatchObject({ ok: false, fault: 'bad-zip' });
    expect(await page.evaluate(() => window.page.leftovers())).toEqual(['touchstone-models']);
    await context.close();
  });

  test('a damaged file is found, and downloading again mends just that', async () => {
    const { context, page } = await fresh();
    await download(page);
    const verify = () =>
      page.evaluate(() => window.page.library.verify('coin', () => undefined, new AbortController().signal));
    expect(await verify()).toEqual({ ok: true, value: { damaged: [] } });
    await page.evaluate(async () => {
      const library = await (await navigator.storage.getDirectory()).getDirectoryHandle('touchstone-models');
      const file = await (await library.getDirectoryHandle('coin')).getFileHandle('file-tokenizer.json');
      const out = await file.createWritable({ keepExistingData: true });
      await out.write({ type: 'write', position: 10, data: 'damage' });
      await out.close();
    });
    expect(await verify()).toEqual({ ok: true, value: { damaged: ['tokenizer.json'] } });
    expect(await page.evaluate(() => window.page.library.list())).toMatchObject({ value: [{ state: 'partial' }] });
    const before = hub().sent();
    expect(await download(page)).toMatchObject({ ok: true, value: { state: 'ready' } });
    expect(hub().sent() - before).toBe(filesIn(repo).get('tokenizer.json')?.length);
    expect(await page.evaluate(() => window.page.hashes('coin'))).toEqual(hashesOf(repo));
    await context.close();
  });
});
