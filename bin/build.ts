import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The project's root folder. */
export const root = resolve(import.meta.dirname, '..');

const sources = ['src', 'workers', 'models', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'];

function newestSource(): number {
  const files = sources.flatMap((name) =>
    statSync(join(root, name)).isDirectory()
      ? readdirSync(join(root, name), { recursive: true, encoding: 'utf8' }).map((file) => join(name, file))
      : [name],
  );
  return Math.max(...files.map((file) => statSync(join(root, file)).mtimeMs));
}

/**
 * Builds the app into `dist`, unless it is there and newer than every source. In a process of its own: whoever calls may
 * run under another NODE_ENV, which would go into the build.
 */
export function buildApp(): void {
  const built = join(root, 'dist/index.html');
  if (existsSync(built) && statSync(built).mtimeMs > newestSource()) return;
  execFileSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
