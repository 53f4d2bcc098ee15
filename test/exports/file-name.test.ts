import { describe, expect, test } from 'vitest';
import { runFileName } from '../../src/exports/file-name.ts';
import { smallBundle } from './small-run.ts';

const { run } = await smallBundle();

describe('runFileName', () => {
  test.each([
    ['candid', 'touchstone_candid_2026-08-22.json'],
    ['maker/small-model', 'touchstone_maker-small-model_2026-08-22.json'],
    ['../../etc/passwd', 'touchstone_etc-passwd_2026-08-22.json'],
    ['<b>:|"? *', 'touchstone_b_2026-08-22.json'],
    ['漢字', 'touchstone_model_2026-08-22.json'],
  ])('model %j: %s', (id, name) => {
    expect(runFileName({ ...run, model: { ...run.model, id } }, 'json')).toBe(name);
  });
});
