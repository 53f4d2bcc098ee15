import type { ReportPart } from '../domain/report.ts';
import { figure, intervalText } from './figures.ts';
import { provenance } from './provenance.ts';
import { askedTrials, correctionWords, type RunSource } from './source.ts';

/** The report as Markdown (GitHub's tables): for notes, issues and papers in the making. Texts from outside cannot become markup. */
export async function* writeMarkdown(source: RunSource): AsyncGenerator<string> {
  const { run, suites, report } = source;
  yield `# What ${plain(run.model.title)} favours\n\nA report of Touchstone, computed from the recorded answers. Brackets hold 95% intervals; the floor is what an empty reason would give.\n`;
  for (const part of report.parts) {
    const suite = suites.find(({ id }) => id === part.suiteId);
    yield `\n## ${plain(suite?.title ?? part.suiteId)}\n\n${counts(part)}\n\n${table(part)}`;
    if (part.cautions.length > 0) yield `\n${part.cautions.map((caution) => `- ${plain(caution)}\n`).join('')}`;
  }
  let heading = '\n## Said by hand\n\nThe numbers above are as measured; what follows changes nothing in them.\n\n';
  for await (const { suite, item, correction, notes } of askedTrials(source)) {
    const said = [...(correction ? [correctionWords(correction)] : []), ...notes.map((note) => `note: ${note}`)];
    if (said.length === 0) continue;
    yield `${heading}${said.map((words) => `- ${code(`${suite.id} ${item.id}`)} ${plain(words)}\n`).join('')}`;
    heading = '';
  }
  yield '\n## What exactly was run\n\n| | |\n|---|---|\n';
  for (const [name, words] of provenance(source)) yield `| ${plain(name)} | ${plain(words)} |\n`;
}

function counts({ asked, scored, unscored, failed }: ReportPart): string {
  return `${asked} items answered: ${scored} read, ${unscored} could not be read, ${failed} failed.`;
}

function table({ estimates }: ReportPart): string {
  const rows = estimates.map(
    (estimate) =>
      `| ${plain(estimate.label)} | ${figure(estimate.value)} | ${intervalText(estimate)} | ${estimate.n} | ${figure(estimate.floor)} | ${estimate.unit} | ${code(estimate.id)} | ${plain(estimate.method)} |\n`,
  );
  return `| What | Value | 95% interval | n | Floor | Unit | Id | Method |\n|---|---:|---|---:|---:|---|---|---|\n${rows.join('')}`;
}

/** A text on one line in which nothing is markup, no link and no cell's end. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>|~#!&@]/g, '\\$&')
    .replace(/^([-+]|\d+[.)])/, '\\$1')
    .replace(/:\/\//g, ':\\/\\/');
}

function code(text: string): string {
  return `\`${text.replace(/[`|\s]+/g, ' ')}\``;
}
