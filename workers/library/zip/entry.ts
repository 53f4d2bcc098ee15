import type { ZipEntry } from '../../../src/domain/zip/entry.ts';
import { unpacked } from '../../../src/domain/zip/unpacked.ts';

/** A file of a zip, unpacked as it is read. The stream fails with a RangeError where it is not what the directory says. */
export function openEntry(zip: Blob, entry: ZipEntry): ReadableStream<Uint8Array> {
  const pieces = unpacked(zip, entry);
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => void (await pieces.return(undefined)),
  });
}
