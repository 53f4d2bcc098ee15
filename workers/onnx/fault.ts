import { failed, type Reply } from '../../src/domain/reply.ts';

/** What a thrown thing means. ONNX Runtime throws errors, texts, and bare numbers (a C++ exception, nearly always memory). */
export function faultOf(error: unknown, doing: string, otherwise: 'crashed' | 'bad-model' = 'crashed'): Reply<never> {
  const text = error instanceof Error ? error.message : String(error);
  const message = `${doing}: ${text.slice(0, 500)}`;
  if (
    typeof error === 'number' ||
    /bad_alloc|out of memory|\boom\b|allocation failed|memory access out of bounds|occurred in memory copy/i.test(text)
  ) {
    return failed('out-of-memory', message);
  }
  if (/device.{0,20}lost|lost.{0,20}device|mapasync|DXGI_ERROR/i.test(text)) return failed('device-lost', message);
  return failed(otherwise, message);
}
