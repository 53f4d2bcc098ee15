import { refused, type Parsed } from '../../domain/parsed.ts';
import { bigTom } from './bigtom.ts';
import { emoBench } from './emobench.ts';
import type { Imported, Importer, SourceFile } from './importer.ts';
import { modelWritten } from './model-written.ts';
import { sesi } from './sesi.ts';
import { socialIqa } from './social-iqa.ts';
import { toMi } from './tomi.ts';

/** Every published data set whose own files can be read. To add one: a file, and a line here. */
export const importers: readonly Importer[] = [sesi, emoBench, socialIqa, bigTom, toMi, modelWritten];

/** Larger than any published file of these sets. */
const mostBytes = 64 * 2 ** 20;

/** Reads the files of a published data set, whichever it is. */
export async function importSuite(files: readonly Blob[], names: readonly string[]): Promise<Parsed<Imported>> {
  const sources: SourceFile[] = [];
  for (const [at, blob] of files.entries()) {
    const name = names[at] ?? `file ${at + 1}`;
    if (blob.size > mostBytes)
      return refused(name, `is larger than ${mostBytes / 2 ** 20} MiB, more than any set that is known here`);
    sources.push({ name, text: await blob.text() });
  }
  const importer = importers.find((one) => one.recognises(sources));
  if (!importer) {
    const known = importers.map(({ title, wants }) => `${title} (${wants})`).join('; ');
    return refused(names.join(', '), `is no suite and no data set that is known here. Known are: ${known}.`);
  }
  return importer.read(sources);
}
