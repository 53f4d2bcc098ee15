import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFolder } from '../../bin/site.ts';

/** What the stand-in does wrong with requests for one file, from the next request on. */
export type Mischief =
  /** Breaks the connection off after so many bytes, so many times. */
  | { readonly kind: 'cut'; readonly after: number; readonly times: number }
  /** Answers with this status, so many times (for ever if left out); `retryAfter` in seconds. */
  | { readonly kind: 'status'; readonly status: number; readonly times?: number; readonly retryAfter?: number }
  /** A web page in place of the file; with `honest` it says so in its Content-Type. */
  | { readonly kind: 'page'; readonly honest: boolean }
  | { readonly kind: 'lfs-pointer' }
  | { readonly kind: 'redirect-loop' }
  /** Sends the headers and some bytes, then nothing, and keeps the connection. */
  | { readonly kind: 'silent'; readonly after: number; readonly times: number }
  /** The last byte is another; size and ETag are as they should be. */
  | { readonly kind: 'corrupt' }
  /** Other contents of the same size, with their own ETag. */
  | { readonly kind: 'other-contents' }
  /** Answers every request with the whole file, and can be cut off as well. */
  | { readonly kind: 'no-ranges'; readonly cutAfter?: number; readonly times?: number }
  /** So many bytes a second. */
  | { readonly kind: 'slow'; readonly bytesPerSecond: number };

/** A stand-in for the hub on this machine, with everything that goes wrong with real ones. */
export interface StandInHub {
  /** Origin, e.g. `http://127.0.0.1:40123`. */
  readonly address: string;
  /** Requests as they came: `GET /owner/name/resolve/main/config.json bytes=0-`. */
  readonly requests: string[];
  /** Bytes of files sent so far. */
  sent(): number;
  /** Replaces what goes wrong with a file; null mends it. */
  mischief(path: string, mischief: Mischief | null): void;
  /** Whether it lists files and hashes as the real hub does, or has no such address, as simple mirrors have. */
  listing(on: boolean): void;
  close(): Promise<void>;
}

/** Files of a model by path. */
export type RepoFiles = ReadonlyMap<string, Buffer>;

/** A folder on disk as a repository. */
export function folderAsRepo(folder: string): RepoFiles {
  return new Map(listFolder(folder).map(({ path }) => [path, readFileSync(join(folder, path))]));
}

const commit = (files: RepoFiles) =>
  createHash('sha1')
    .update([...files].map(([path, bytes]) => `${path} ${sha256(bytes)}`).join('\n'))
    .digest('hex');
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/**
 * Serves repositories by name (`owner/name`) on a free port, as the hub does: `/{repo}/resolve/{revision}/{path}` redirects
 * files of more than 1 MB to a content server (`/cdn/…`), which answers ranges.
 */
export async function startHub(repos: Readonly<Record<string, RepoFiles>>): Promise<StandInHub> {
  const requests: string[] = [];
  const mischiefs = new Map<string, { mischief: Mischief; count: number }>();
  let sent = 0;
  let lists = true;

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://hub');
    requests.push(`${request.method} ${url.pathname}${request.headers.range ? ` ${request.headers.range}` : ''}`);
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader(
      'Access-Control-Expose-Headers',
      'ETag, Content-Range, X-Linked-Size, X-Repo-Commit, Retry-After',
    );
    if (request.method === 'OPTIONS') {
      response.setHeader('Access-Control-Allow-Headers', '*');
      return end(response, 204);
    }
    const info = /^\/api\/models\/([^/]+\/[^/]+)\/revision\/[^/]+$/.exec(url.pathname);
    if (info) return list(decodeURIComponent(info[1] ?? ''), response);
    const found = /^\/(cdn\/)?([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(url.pathname);
    const files = repos[found?.[2] ?? ''];
    const path = decodeURIComponent(found?.[4] ?? '');
    const contents = files?.get(path);
    if (!found || !files || !contents) return end(response, 404);
    const wrong = mischiefs.get(path);
    const isLarge = contents.length > 1_000_000;
    if (wrong?.mischief.kind === 'redirect-loop') return redirect(response, `${url.pathname}?${url.search.length}`);
    if (isLarge && !found[1]) {
      response.setHeader('X-Linked-Size', contents.length);
      return redirect(response, `/cdn${url.pathname}`);
    }
    sendFile(request, response, contents, wrong);
  }

  function list(repo: string, response: ServerResponse): void {
    const files = repos[repo];
    if (!lists || !files) return end(response, 404);
    const siblings = [...files].map(([rfilename, bytes]) => ({
      rfilename,
      size: bytes.length,
      ...(bytes.length > 1_000_000 ? { lfs: { sha256: sha256(bytes), size: bytes.length, pointerSize: 135 } } : {}),
    }));
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ sha: commit(files), siblings }));
  }

  function sendFile(
    request: IncomingMessage,
    response: ServerResponse,
    contents: Buffer,
    wrong: { mischief: Mischief; count: number } | undefined,
  ): void {
    const mischief = wrong?.mischief;
    const turn = wrong ? ++wrong.count : 0;
    if (mischief?.kind === 'status' && turn <= (mischief.times ?? Infinity)) {
      if (mischief.retryAfter !== undefined) response.setHeader('Retry-After', mischief.retryAfter);
      return end(response, mischief.status);
    }
    let bytes = contents;
    let type = 'application/octet-stream';
    if (mischief?.kind === 'page') {
      bytes = Buffer.from('<!doctype html><title>Sign in to the hotel network</title>');
      if (mischief.honest) type = 'text/html; charset=utf-8';
    } else if (mischief?.kind === 'lfs-pointer') {
      bytes = Buffer.from(
        `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256(contents)}\nsize ${contents.length}\n`,
      );
    } else if (mischief?.kind === 'corrupt') {
      bytes = Buffer.from(contents);
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    } else if (mischief?.kind === 'other-contents') {
      bytes = Buffer.from(contents.map((byte) => byte ^ 1));
    }
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const from = mischief?.kind === 'no-ranges' ? 0 : Number(range?.[1] ?? 0);
    if (from > 0 && from >= bytes.length) return end(response, 416);
    const isPart = range !== null && mischief?.kind !== 'no-ranges' && mischief?.kind !== 'page';
    response.statusCode = isPart ? 206 : 200;
    response.setHeader('Content-Type', type);
    response.setHeader('ETag', `"${sha256(mischief?.kind === 'corrupt' ? contents : bytes).slice(0, 32)}"`);
    response.setHeader('Content-Length', bytes.length - from);
    if (isPart) response.setHeader('Content-Range', `bytes ${from}-${bytes.length - 1}/${bytes.length}`);
    void pour(response, bytes.subarray(from), limitOf(mischief, turn), mischief);
  }

  /** Sends bytes in small pieces, up to a limit, and then does what the mischief wants. */
  async function pour(
    response: ServerResponse,
    bytes: Buffer,
    limit: number,
    mischief: Mischief | undefined,
  ): Promise<void> {
    const piece = mischief?.kind === 'slow' ? Math.max(1, Math.round(mischief.bytesPerSecond / 20)) : 65_536;
    const end = Math.min(bytes.length, limit);
    for (let at = 0; at < end && !response.destroyed; at += piece) {
      const part = bytes.subarray(at, Math.min(at + piece, end));
      sent += part.length;
      if (!response.write(part)) await roomIn(response);
      if (mischief?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, 50));
    }
    if (limit >= bytes.length) response.end();
    else if (mischief?.kind !== 'silent') {
      // What was written is to arrive before the connection breaks.
      await new Promise((resolve) => setTimeout(resolve, 50));
      response.destroy();
    }
  }

  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('start the stand-in hub: it has no port');
  return {
    address: `http://127.0.0.1:${at.port}`,
    requests,
    sent: () => sent,
    mischief(path, mischief) {
      if (mischief === null) mischiefs.delete(path);
      else mischiefs.set(path, { mischief, count: 0 });
    },
    listing: (on) => void (lists = on),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function roomIn(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}

function limitOf(mischief: Mischief | undefined, turn: number): number {
  if (mischief?.kind === 'cut' || mischief?.kind === 'silent')
    return turn <= mischief.times ? mischief.after : Infinity;
  if (mischief?.kind === 'no-ranges')
    return turn <= (mischief.times ?? Infinity) ? (mischief.cutAfter ?? Infinity) : Infinity;
  return Infinity;
}

function redirect(response: ServerResponse, to: string): void {
  response.setHeader('Location', to);
  end(response, 302);
}

function end(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.end();
}
