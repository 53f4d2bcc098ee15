/** A label that wants to stand over a mark. Labels of one group are all placed or none. */
export interface Wanted {
  readonly id: string;
  /** Of the mark, pixels. */
  readonly x: number;
  readonly width: number;
  readonly group: string;
}

/** Where a label went: its middle, and its row counted from the marks. */
export interface Placed {
  readonly id: string;
  readonly x: number;
  readonly row: number;
}

interface Row {
  readonly spans: (readonly [number, number])[];
  /** Leaders to higher rows that pass here. */
  readonly lines: number[];
}

function tryPlace(label: Wanted, rows: readonly Row[], bounds: readonly [number, number], gap: number): Placed | null {
  const half = label.width / 2;
  const inside = (middle: number) => Math.min(Math.max(middle, bounds[0] + half), bounds[1] - half);
  // Over the mark if it can, else to its right or left.
  const middles = [label.x, label.x + half - gap, label.x - half + gap].map(inside);
  for (const [row, { spans, lines }] of rows.entries()) {
    const middle = middles.find((one) => {
      const [left, right] = [one - half - gap, one + half + gap];
      return (
        spans.every(([from, to]) => right <= from || left >= to) && lines.every((line) => line <= left || line >= right)
      );
    });
    if (middle !== undefined) return { id: label.id, x: middle, row };
    // The leader may not cross a label on its way up.
    if (spans.some(([from, to]) => label.x > from && label.x < to)) return null;
  }
  return null;
}

/**
 * Places labels in rows so that none covers another or a leader line; those first in the list have precedence, and those
 * that find no room are left out.
 */
export function placeLabels(
  wanted: readonly Wanted[],
  rowCount: number,
  bounds: readonly [number, number],
  gap = 4,
): Placed[] {
  const rows: Row[] = Array.from({ length: rowCount }, () => ({ spans: [], lines: [] }));
  const placed: Placed[] = [];
  const groups = new Map<string, Wanted[]>();
  for (const label of wanted) groups.set(label.group, [...(groups.get(label.group) ?? []), label]);
  for (const group of groups.values()) {
    const undo = rows.map(({ spans, lines }) => [spans.length, lines.length] as const);
    const found: Placed[] = [];
    for (const label of group) {
      const place = tryPlace(label, rows, bounds, gap);
      if (!place) break;
      found.push(place);
      rows[place.row]?.spans.push([place.x - label.width / 2 - gap, place.x + label.width / 2 + gap]);
      for (const row of rows.slice(0, place.row)) row.lines.push(label.x);
    }
    if (found.length === group.length) {
      placed.push(...found);
    } else {
      for (const [index, [spans, lines]] of undo.entries()) {
        rows[index]?.spans.splice(spans);
        rows[index]?.lines.splice(lines);
      }
    }
  }
  return placed;
}
