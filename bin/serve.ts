import { buildApp } from './build.ts';
import { serveSite } from './site.ts';

const hasScreen =
  !process.env['CI'] &&
  (process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']));

process.stdout.write('Building …\n');
buildApp();
const { address } = await serveSite({ port: Number(process.env['PORT'] ?? 4173), open: hasScreen });
process.stdout.write(`Touchstone is at ${address} (Ctrl-C ends it).\n`);
