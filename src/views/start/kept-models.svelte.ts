import type { LibraryModel } from '../../domain/library.ts';
import type { ModelFiles } from '../../domain/model.ts';
import { openLibrary, watchKept, wereKept } from '../parts/library.ts';

const prefix = 'kept:';

/** Stands for a kept model among the choices. */
export const keptChoice = (id: string) => `${prefix}${id}`;

/** The models that this browser keeps whole, as choices on the start screen. */
export class KeptModels {
  /** Null until they have been looked for. */
  models = $state.raw<readonly LibraryModel[] | null>(null);
  /** Which graph of the chosen one to run; empty for the engine's own choice. */
  graph = $state('');

  /** Looks for them where there are any, or where one is chosen; gives how to stop. */
  watch(choice: string): () => void {
    if (!wereKept() && !choice.startsWith(prefix)) return () => undefined;
    let stop = () => {};
    let left = false;
    void watchKept().then((kept) => {
      if (left) return;
      const watching = kept.subscribe(
        (models) => (this.models = models.filter((model) => model.state === 'ready')),
        () => (this.models = []),
      );
      stop = () => watching.unsubscribe();
    });
    return () => {
      left = true;
      stop();
    };
  }

  /** The model that a choice stands for; null where it stands for another kind, or the model is not here. */
  chosen(choice: string): LibraryModel | null {
    return this.models?.find((model) => keptChoice(model.id) === choice) ?? null;
  }

  /** What is missing where a kept model is chosen; empty where nothing is. */
  missing(choice: string): string {
    if (!choice.startsWith(prefix) || this.chosen(choice)) return '';
    return this.models === null ? 'Looking for the model.' : 'This model is no longer here: choose another.';
  }

  /** Its files for an engine; throws with the library's own sentence where they cannot be had. */
  async filesOf(model: LibraryModel): Promise<ModelFiles> {
    const files = await (await openLibrary()).filesOf(model.id, this.graph || undefined);
    if (!files.ok) throw new Error(files.message);
    return files.value;
  }
}
