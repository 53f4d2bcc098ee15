import { sha256 } from '../src/domain/canonical.ts';
import type { ModelFacts, ModelFiles } from '../src/domain/model.ts';

/** What is recorded of a model: `files` are those that decide its answers, by path. */
export async function factsOf(
  given: ModelFiles,
  files: ModelFacts['files'],
  template: string,
  rest: Pick<ModelFacts, 'contextLength' | 'verbs' | 'parameters' | 'layers'>,
): Promise<ModelFacts> {
  return {
    id: given.id,
    title: given.title,
    hash: await sha256(files.map((file) => `${file.path} ${file.sha256}`).join('\n')),
    files,
    templateHash: await sha256(template),
    ...rest,
  };
}
