import { saveFile } from '../save.ts';

/** A table as it stands under a chart. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

const drawn = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
] as const;

/** The chart as a file of its own: colours and type are written into it, so that it needs no page. */
function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll('*')];
  const copies = [copy, ...copy.querySelectorAll('*')];
  for (const [place, original] of originals.entries()) {
    const style = getComputedStyle(original);
    const target = copies[place];
    if (!target) continue;
    for (const name of drawn) target.setAttribute(name, style.getPropertyValue(name));
    for (const name of ['class', 'tabindex', 'role', 'href', 'style']) target.removeAttribute(name);
  }
  const { width, height } = svg.getBoundingClientRect();
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  copy.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', getComputedStyle(document.documentElement).backgroundColor);
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}

/** Saves the chart as SVG. */
export function saveSvg(svg: SVGSVGElement, name: string): void {
  saveFile(`${name}.svg`, standalone(svg), 'image/svg+xml');
}

/** Saves the chart as PNG, at twice its size on the page. */
export async function savePng(svg: SVGSVGElement, name: string): Promise<void> {
  const { width, height } = svg.getBoundingClientRect();
  const address = URL.createObjectURL(new Blob([standalone(svg)], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = new OffscreenCanvas(Math.round(width * 2), Math.round(height * 2));
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    saveFile(`${name}.png`, await canvas.convertToBlob({ type: 'image/png' }));
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** One field of a CSV; a text that a spreadsheet would take for a formula gets an apostrophe. */
function field(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The table as CSV (RFC 4180). */
export function csvOf({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => row.map(field).join(',') + '\r\n').join('');
}

/** Saves the chart's table as CSV. */
export function saveCsv(table: Table, name: string): void {
  saveFile(`${name}.csv`, csvOf(table), 'text/csv');
}
