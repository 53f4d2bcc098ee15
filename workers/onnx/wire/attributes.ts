import { fields, textOf, within } from './fields.ts';
import type { Node } from './records.ts';
import { attributeFields, graphFields, nodeFields } from './schema.ts';
import { windowOn, type Source } from './window.ts';

/** A node's attributes that are single numbers, by name. Throws a RangeError where the file is broken. */
export async function numbersOf(source: Source, node: Node): Promise<ReadonlyMap<string, number>> {
  const window = windowOn(source);
  const numbers = new Map<string, number>();
  for await (const whole of fields(window, node.span)) {
    if (whole.number !== graphFields.node) continue;
    for await (const field of fields(window, within(whole))) {
      if (field.number !== nodeFields.attribute) continue;
      let name = '';
      let value: number | null = null;
      for await (const part of fields(window, within(field))) {
        if (part.number === attributeFields.name) name = await textOf(window, part);
        else if (part.number === attributeFields.integer && part.wire === 0) value = part.value;
        else if (part.number === attributeFields.float && part.wire === 5) {
          const given = await window.at(part.from, 4);
          value = new DataView(given.buffer, given.byteOffset, 4).getFloat32(0, true);
        }
      }
      if (value !== null) numbers.set(name, value);
    }
  }
  return numbers;
}
