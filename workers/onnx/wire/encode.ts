/** Writing protocol buffers: https://protobuf.dev/programming-guides/encoding/. Each function gives one whole field. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Parts one after another. */
export function join(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Seven bits a byte, the lowest first; negative numbers as 64-bit two's complement. */
function varint(value: number): Bytes {
  let left = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const low = Number(left & 0x7fn);
    left >>= 7n;
    bytes.push(left > 0n ? low | 0x80 : low);
  } while (left > 0n);
  return Uint8Array.from(bytes);
}

const tag = (field: number, wire: number) => varint(field * 8 + wire);

/** A whole number. */
export function integer(field: number, value: number): Bytes {
  return join(tag(field, 0), varint(value));
}

/** Bytes, or a message inside a message. */
export function bytes(field: number, content: Uint8Array): Bytes {
  return join(tag(field, 2), varint(content.length), content);
}

/** UTF-8. */
export function text(field: number, content: string): Bytes {
  return bytes(field, new TextEncoder().encode(content));
}
