import { join } from 'node:path';
import { build } from 'vite';
import { root } from '../../bin/build.ts';

/** A module of ours and all that it needs as one script, which leaves its exports under a global name. */
export async function pageScript(entry: string, name: string): Promise<string> {
  const built = await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2023',
      lib: { entry: join(root, entry), name, formats: ['iife'], fileName: name },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (!output || !('output' in output)) throw new Error(`bundle ${entry}: nothing was built`);
  return output.output[0].code;
}
