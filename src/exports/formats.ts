import type { Pieces } from './pieces.ts';
import type { RunSource } from './source.ts';

/** One form in which a run can leave. To add one: a file, and a row here. */
export interface RunFormat {
  readonly id: string;
  readonly title: string;
  /** What it is for, in one line. */
  readonly purpose: string;
  /** Of the file's name, without the dot. */
  readonly ending: string;
  /** MIME type. */
  readonly type: string;
  /** Loaded when it is first used. */
  load(): Promise<(source: RunSource) => Pieces>;
}

/** Every form in which a run can leave, the most complete first. */
export const runFormats: readonly RunFormat[] = [
  {
    id: 'run',
    title: 'Run file',
    purpose: 'Everything: plan, suites, every prompt and answer. Opens in Touchstone again and can be verified.',
    ending: 'json',
    type: 'application/json',
    load: async () => (await import('./run-file.ts')).writeRunFile,
  },
  {
    id: 'html',
    title: 'Report as one page',
    purpose: 'Opens in any browser without a network, prints well, and Touchstone can import it back.',
    ending: 'html',
    type: 'text/html;charset=utf-8',
    load: async () => (await import('./html-report.ts')).writeHtmlReport,
  },
  {
    id: 'csv',
    title: 'Trials as a table (CSV)',
    purpose: 'One row per item, for R, Python or a spreadsheet.',
    ending: 'csv',
    type: 'text/csv;charset=utf-8',
    load: async () => (await import('./trials-csv.ts')).writeTrialsCsv,
  },
  {
    id: 'markdown',
    title: 'Report as Markdown',
    purpose: 'The numbers with their intervals, for notes and issues.',
    ending: 'md',
    type: 'text/markdown;charset=utf-8',
    load: async () => (await import('./markdown.ts')).writeMarkdown,
  },
  {
    id: 'lm-eval',
    title: 'lm-evaluation-harness results',
    purpose: 'Results and samples as the harness writes them, for its tools and leaderboards.',
    ending: 'lm-eval.zip',
    type: 'application/zip',
    load: async () => {
      const [{ writeLmEval }, { zipOf }] = await Promise.all([
        import('./lm-eval-results.ts'),
        import('./zip-writing.ts'),
      ]);
      return (source) => zipOf(writeLmEval(source));
    },
  },
  {
    id: 'inspect',
    title: 'Inspect logs (.eval)',
    purpose: 'One log per suite in a zip; unpack it and open the folder with inspect view.',
    ending: 'inspect.zip',
    type: 'application/zip',
    load: async () => {
      const [{ writeInspectLogs }, { zipOf }] = await Promise.all([
        import('./inspect-log.ts'),
        import('./zip-writing.ts'),
      ]);
      return (source) => zipOf(writeInspectLogs(source, 'eval'));
    },
  },
  {
    id: 'inspect-json',
    title: 'Inspect logs (JSON)',
    purpose: 'The same logs as plain JSON, for scripts.',
    ending: 'inspect-json.zip',
    type: 'application/zip',
    load: async () => {
      const [{ writeInspectLogs }, { zipOf }] = await Promise.all([
        import('./inspect-log.ts'),
        import('./zip-writing.ts'),
      ]);
      return (source) => zipOf(writeInspectLogs(source, 'json'));
    },
  },
  {
    id: 'every-eval-ever',
    title: 'Every Eval Ever 0.3.0',
    purpose: 'Aggregate and instances in the folder layout of the shared collection.',
    ending: 'every-eval-ever.zip',
    type: 'application/zip',
    load: async () => {
      const [{ writeEveryEvalEver }, { zipOf }] = await Promise.all([
        import('./every-eval-ever.ts'),
        import('./zip-writing.ts'),
      ]);
      return (source) => zipOf(writeEveryEvalEver(source));
    },
  },
];
