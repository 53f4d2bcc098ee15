import { expect, test } from 'vitest';
import type { LibraryModel } from '../../src/domain/library.ts';
import { partialWords } from '../../src/views/library/kept-words.ts';

const begun: LibraryModel = {
  id: 'm',
  title: 'm',
  source: { kind: 'folder', name: 'm' },
  engine: 'onnx',
  graphs: [],
  licence: null,
  files: [],
  bytes: 749e6,
  bytesHere: 412e6,
  state: 'partial',
  addedAt: '2026-01-01T00:00:00.000Z',
};

test('partialWords says how far it got; of an import also what the person can do', () => {
  expect(partialWords(begun)).toBe('412 MB of 749 MB is here; choose the folder again to go on');
  expect(partialWords({ ...begun, source: { kind: 'zip', name: 'm' } })).toBe(
    '412 MB of 749 MB is here; choose the zip again to go on',
  );
  const hub = { kind: 'hub', hub: 'https://huggingface.co', repo: 'a/b', revision: 'main', commit: null } as const;
  expect(partialWords({ ...begun, source: hub })).toBe('412 MB of about 749 MB is here, not yet whole');
  expect(partialWords({ ...begun, source: hub, bytes: 0 })).toBe('412 MB is here, not yet whole');
});
