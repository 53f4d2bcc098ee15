import { execFileSync } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, preview, type Connect, type PreviewServer } from 'vite';
import { root } from '../../../bin/build.ts';
import { responseHeaders } from '../../../src/response-headers.ts';

const peerFolder = join(root, '.cache/peer');
const builtFolder = join(root, '.cache/bench-scoring');
const peerVersion = '4.3.1';

/**
 * Installs transformers.js into a scratch folder, without its Node parts: half a gigabyte that a browser never loads.
 * @throws Error `install the peer: …` where it cannot be had.
 */
function needPeer(): void {
  const stand = 'npm:onnxruntime-common@1.30.0';
  const wanted = {
    private: true,
    dependencies: { '@huggingface/transformers': peerVersion },
    overrides: { 'onnxruntime-node': stand, sharp: stand },
  };
  if (existsSync(join(peerFolder, 'node_modules/@huggingface/transformers'))) return;
  mkdirSync(peerFolder, { recursive: true });
  writeFileSync(join(peerFolder, 'package.json'), JSON.stringify(wanted));
  try {
    installInto(peerFolder);
  } catch (error) {
    throw new Error(`install the peer: npm could not bring transformers.js ${peerVersion}`, { cause: error });
  }
}

function installInto(folder: string): void {
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], {
    cwd: folder,
    stdio: 'ignore',
  });
}

/** The app's own headers but for its policy, which would keep the peer's wasm out. */
const { 'Content-Security-Policy': _, ...isolation } = responseHeaders;

/** Files of a folder below a mount. */
function files(mount: string, folder: string): Connect.NextHandleFunction {
  return (request, response, next) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = join(folder, decodeURIComponent(pathname.slice(mount.length)));
    if (!pathname.startsWith(mount) || !path.startsWith(folder)) return next();
    if (!existsSync(path) || !statSync(path).isFile()) {
      response.statusCode = 404;
      return void response.end();
    }
    for (const [name, value] of Object.entries(isolation)) response.setHeader(name, value);
    const script = path.endsWith('.mjs') ? 'text/javascript' : 'application/octet-stream';
    response.setHeader('Content-Type', path.endsWith('.wasm') ? 'application/wasm' : script);
    response.setHeader('Content-Length', statSync(path).size);
    createReadStream(path).pipe(response);
  };
}

/**
 * The page that times both, on a port of its own; `models` is a folder of model folders.
 * @throws Error where the peer cannot be installed.
 */
export async function scoringSite(
  models: string,
): Promise<{ readonly address: string; readonly server: PreviewServer }> {
  needPeer();
  const modules = join(peerFolder, 'node_modules');
  const ortOfPeer = existsSync(join(modules, '@huggingface/transformers/node_modules/onnxruntime-web'))
    ? join(modules, '@huggingface/transformers/node_modules/onnxruntime-web')
    : join(modules, 'onnxruntime-web');
  const shared = {
    configFile: false as const,
    root: import.meta.dirname,
    logLevel: 'error' as const,
    build: { outDir: builtFolder, emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0 },
  };
  await build({
    ...shared,
    base: './',
    resolve: {
      alias: { '@huggingface/transformers': join(modules, '@huggingface/transformers/dist/transformers.web.js') },
    },
    worker: { format: 'es' },
  });
  const server = await preview({
    ...shared,
    preview: { port: 0, host: '127.0.0.1', headers: isolation },
    plugins: [
      {
        name: 'models-and-peer',
        configurePreviewServer: (site) => {
          site.middlewares.use(files('/models/', models));
          site.middlewares.use(files('/peer-wasm/', join(ortOfPeer, 'dist')));
        },
      },
    ],
  });
  const at = server.httpServer.address();
  if (at === null || typeof at === 'string') throw new Error('serve the timing page: the server has no port');
  return { address: `http://127.0.0.1:${at.port}/`, server };
}
