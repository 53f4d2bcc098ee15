import { describe, expect, test } from 'vitest';
import { broughtByInput } from '../../src/views/library/brought.ts';
import { hubAddress } from '../../src/views/library/hub-address.svelte.ts';
import { originWords, versionWords } from '../../src/views/library/kept-words.ts';
import { progressWords, shareDone } from '../../src/views/library/progress-words.ts';
import { readHub, usualHub } from '../../src/views/library/read-hub.ts';

const progress = {
  bytesDone: 42e6,
  bytesTotal: 134e6,
  bytesPerSecond: 3.1e6,
  secondsLeft: 30,
  file: 'onnx/model.onnx',
  note: '',
};

describe('progressWords', () => {
  test('tells size, rate and time left', () => {
    expect(progressWords('download', progress)).toBe('Downloading: 42.0 MB of 134 MB, 3.1 MB a second, 30 s left');
  });
  test('leaves out what cannot be told yet', () => {
    expect(progressWords('verify', { ...progress, bytesPerSecond: null, secondsLeft: null })).toBe(
      'Checking: 42.0 MB of 134 MB',
    );
    expect(progressWords('bring', null)).toBe('Copying in: starting');
  });
  test('shareDone, nothing known: is null, not 0 or NaN', () => {
    expect([shareDone(null), shareDone({ ...progress, bytesTotal: 0 }), shareDone(progress)]).toEqual([
      null,
      null,
      42 / 134,
    ]);
  });
});

describe('readHub', () => {
  test.each([
    ['', usualHub],
    [' https://huggingface.co/ ', usualHub],
    ['huggingface.co', usualHub],
    ['http://localhost:8080/models/', 'http://localhost:8080/models'],
    ['localhost:8080', 'http://localhost:8080'],
    ['127.0.0.1:9', 'http://127.0.0.1:9'],
  ])('%j is %s', (text, origin) => expect(readHub(text)).toEqual({ ok: true, value: origin }));

  test.each([
    ['https://example.com', /may not talk with https:\/\/example\.com/],
    ['http://huggingface.co', /may not talk with http:\/\/huggingface\.co/],
    ['https://huggingface.co.evil.example', /may not talk with/],
    ['https://localhost.evil.example', /may not talk with/],
    ['ht tp://', /is no web address/],
  ])('%j is refused in words', (text, words) => {
    const read = readHub(text);
    expect(read.ok ? '' : read.message).toMatch(words);
  });

  test('an address that is refused leaves the one in use', () => {
    expect(hubAddress.take('http://localhost:8080').ok).toBe(true);
    expect(hubAddress.take('https://example.com').ok).toBe(false);
    expect(hubAddress.origin).toBe('http://localhost:8080');
  });
});

describe('broughtByInput', () => {
  const file = (path: string) => {
    const made = new File(['x'], path.split('/').at(-1) ?? '');
    Object.defineProperty(made, 'webkitRelativePath', { value: path.includes('/') ? path : '' });
    return made;
  };
  test('nothing: is null', () => expect(broughtByInput([])).toBeNull());
  test('one zip is a zip, named without its ending', () => {
    expect(broughtByInput([file('my-model.zip')])).toMatchObject({ kind: 'zip', name: 'my-model' });
  });
  test('a folder keeps its paths and gives its name', () => {
    const brought = broughtByInput([file('smol/config.json'), file('smol/onnx/model.onnx')]);
    expect(brought).toMatchObject({ kind: 'files', name: 'smol' });
    expect(brought?.kind === 'files' && brought.files.map(({ path }) => path)).toEqual([
      'smol/config.json',
      'smol/onnx/model.onnx',
    ]);
  });
  test('loose files have no folder', () => {
    expect(broughtByInput([file('config.json'), file('model.onnx')])).toMatchObject({
      kind: 'files',
      files: [{ path: 'config.json' }, { path: 'model.onnx' }],
    });
  });
});

test('originWords and versionWords say where a model is from, and which it is', () => {
  const hub = { kind: 'hub', hub: usualHub, repo: 'a/b', revision: 'main', commit: null } as const;
  expect(originWords(hub)).toBe('a/b on huggingface.co');
  expect(versionWords(hub)).toBe('Revision main, as it was at the first download');
  expect(versionWords({ ...hub, commit: '751bff37182d3f1213fa05d7196b954e230abad9' })).toBe('Commit 751bff37182d');
  expect(originWords({ kind: 'zip', name: 'x' })).toBe('from the zip “x”');
  expect(versionWords({ kind: 'folder', name: 'x' })).toBe('');
});
