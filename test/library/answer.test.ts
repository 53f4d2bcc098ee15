import { describe, expect, test } from 'vitest';
import { notTheFile, readAnswer, type Asked } from '../../workers/library/answer.ts';

const first: Asked = { from: 0, total: null, etag: null };
const later: Asked = { from: 10, total: 100, etag: 'a' };
const range = 'bytes 10-99/100';

describe('readAnswer', () => {
  test.each<[string, number, Record<string, string>, Asked, object]>([
    [
      'the first part',
      206,
      { 'Content-Range': 'bytes 0-99/100', ETag: 'W/"a"' },
      first,
      { from: 0, total: 100, etag: 'a' },
    ],
    ['a later part', 206, { 'Content-Range': range, ETag: '"a"' }, later, { from: 10, total: 100, etag: 'a' }],
    ['a later part, its headers hidden', 206, { 'Content-Length': '90' }, later, { from: 10, total: 100, etag: null }],
    ['nothing to be seen at all', 206, {}, later, { from: 10, total: null, etag: null }],
    [
      'an unknown total',
      206,
      { 'Content-Range': 'bytes 10-99/*', 'Content-Length': '90' },
      later,
      { from: 10, total: 100 },
    ],
    ['a server without ranges', 200, { 'Content-Length': '100' }, later, { from: 0, total: 100 }],
    [
      'a length of packed bytes',
      200,
      { 'Content-Length': '60', 'Content-Encoding': 'gzip' },
      first,
      { from: 0, total: null },
    ],
    ['only a linked size', 206, { 'X-Linked-Size': '100' }, later, { from: 10, total: 100 }],
    [
      'a new name for contents that cannot change',
      206,
      { 'Content-Range': range, ETag: '"b"' },
      { ...later, etag: null },
      { from: 10 },
    ],
  ])('%s: is taken', (_, status, headers, asked, wanted) => {
    expect(readAnswer(status, new Headers(headers), asked, 0)).toMatchObject({ kind: 'take', ...wanted });
  });

  test.each<[string, number, Record<string, string>, Asked, string]>([
    ['no such file', 404, {}, first, 'not-found'],
    ['gone', 410, {}, first, 'not-found'],
    ['an account is wanted', 401, {}, first, 'forbidden'],
    ['a licence is wanted', 403, {}, first, 'forbidden'],
    ['a bad request', 400, {}, first, 'hub-error'],
    ['a web page', 200, { 'Content-Type': 'text/html; charset=utf-8' }, first, 'not-the-file'],
    ['another ETag', 206, { 'Content-Range': range, ETag: '"b"' }, later, 'changed'],
    ['another size', 206, { 'Content-Range': 'bytes 10-98/99', ETag: '"a"' }, later, 'changed'],
    ['shorter than what is here', 416, {}, later, 'changed'],
    ['another size than the hub says', 206, { 'Content-Range': range, 'X-Linked-Size': '99' }, later, 'corrupt'],
    ['the wrong part', 206, { 'Content-Range': 'bytes 20-99/100' }, later, 'no-ranges'],
    ['a part that was not asked for', 206, { 'Content-Range': 'bytes 0-99/100' }, later, 'no-ranges'],
  ])('%s: is final', (_, status, headers, asked, fault) => {
    expect(readAnswer(status, new Headers(headers), asked, 0)).toMatchObject({ kind: 'stop', fault });
  });

  test.each<[number, Record<string, string>, number | null]>([
    [500, {}, null],
    [503, { 'Retry-After': '7' }, 7000],
    [429, { 'Retry-After': 'Thu, 01 Jan 1970 00:00:09 GMT' }, 9000],
    [429, { 'Retry-After': 'soon' }, null],
    [408, {}, null],
  ])('%i %o: may be asked again after %o ms', (status, headers, pause) => {
    expect(readAnswer(status, new Headers(headers), first, 0)).toMatchObject({
      kind: 'again',
      fault: 'hub-error',
      pause,
    });
  });
});

describe('notTheFile', () => {
  test.each([
    ['<!DOCTYPE html><html>', 'it is a web page'],
    ['\u00ef\u00bb\u00bf \n<html lang="en">', 'it is a web page'],
    ['version https://git-lfs.github.com/spec/v1\noid', 'it is a Git LFS pointer to the file'],
    ['{"model_type": "llama"}', null],
    ['# A model card with <html> in it', null],
    ['', null],
  ])('%j: %j', (text, wanted) => {
    expect(notTheFile(Buffer.from(text, 'latin1'))).toBe(wanted);
  });
});
