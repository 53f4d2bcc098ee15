import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { preview, type Connect, type PreviewServer } from 'vite';
import { root } from './build.ts';

/** Where a model folder from disk is served to the page. */
export const modelMount = '/mounted-model/';

/** Every file below a folder: paths with `/`, and sizes in bytes. */
export function listFolder(folder: string): { path: string; bytes: number }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(folder, file).split(sep).join('/'), bytes: statSync(file).size }));
}

/** Serves just the listed files of a folder, and the list itself as `index.json`; nothing beside the folder can be named. */
function folderAt(mount: string, folder: string): Connect.NextHandleFunction {
  const listed = listFolder(folder);
  return (request, response, next) => {
    const address = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (!address.startsWith(mount)) return next();
    const path = decodeURIComponent(address.slice(mount.length));
    const file = listed.find((one) => one.path === path);
    if (path === 'index.json') {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(listed));
    } else if (file) {
      response.setHeader('Content-Type', 'application/octet-stream');
      response.setHeader('Content-Length', file.bytes);
      createReadStream(join(folder, path)).pipe(response);
    } else {
      response.statusCode = 404;
      response.end();
    }
  };
}

/** The built app on a local port (0: any free one), with a model folder from disk beside it if one is named. */
export async function serveSite(options: { port: number; modelFolder?: string; open?: boolean }): Promise<{
  readonly address: string;
  readonly server: PreviewServer;
}> {
  const { modelFolder } = options;
  const server = await preview({
    root,
    logLevel: 'warn',
    preview: { port: options.port, host: '127.0.0.1', strictPort: options.port === 0, open: options.open ?? false },
    plugins: modelFolder
      ? [
          {
            name: 'model-folder',
            configurePreviewServer: (site) => void site.middlewares.use(folderAt(modelMount, modelFolder)),
          },
        ]
      : [],
  });
  const at = server.httpServer.address();
  if (at === null || typeof at === 'string') throw new Error('serve the app: the server has no port');
  return { address: `http://127.0.0.1:${at.port}/`, server };
}
