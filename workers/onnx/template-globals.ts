/** What templates may count on, as transformers gives it; thinking is off under both names that are in use. */
export const globals = {
  true: true,
  false: false,
  none: null,
  True: true,
  False: false,
  None: null,
  tools: null,
  documents: null,
  enable_thinking: false,
  thinking: false,
  raise_exception(message: string) {
    throw new Error(message);
  },
  range(start: number, stop?: number, step = 1) {
    const [from, to] = stop === undefined ? [0, start] : [start, stop];
    return Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, i) => from + i * step);
  },
  strftime_now: fixedDay,
};

const fixed: Readonly<Record<string, string>> = {
  d: '26',
  b: 'Jul',
  B: 'July',
  m: '07',
  Y: '2024',
  y: '24',
  A: 'Friday',
  a: 'Fri',
  H: '00',
  M: '00',
  S: '00',
  '-d': '26',
  '-m': '7',
};

/** Templates ask for today; the same question must give the same prompt tomorrow. 26 July 2024, as Llama's own default. */
function fixedDay(format: string): string {
  return format.replace(/%(-?[a-zA-Z])/g, (whole, part: string) => fixed[part] ?? whole);
}
