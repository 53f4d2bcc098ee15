import { parsed, refusalText, refused, type Parsed } from '../../domain/parsed.ts';
import type { Run } from '../../domain/run.ts';
import type { PartHead } from '../../exports/merge.ts';
import { planMerging } from '../../exports/merge.ts';
import type { Check } from '../../exports/verification.ts';
import { removeRun } from '../../store/removal.ts';
import { readHead } from '../../store/run-head.ts';
import { meter } from '../../../workers/library/meter.ts';
import { kindOf, type FileKind } from './file-kind.ts';
import type { ImportAsk, ImportProgress, ImportTold } from './import-told.ts';
import { joinShards } from './join-shards.ts';
import { keepMerged, keptPart } from './kept-parts.ts';
import { keptOutcome, refusedOutcome, toldOutcome, type Outcome } from './outcome.ts';
import { takeRun, type TakenRun } from './take-run.ts';

interface Taken extends TakenRun {
  /** Of the file. */
  readonly name: string;
}

type TakenPart = PartHead & { readonly checks: readonly Check[] };

const keptAsParts = 'These are parts of runs, and are kept as parts:';
const named = (parts: readonly { readonly name: string }[]) => parts.map(({ name }) => name).join(', ');
const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/**
 * Takes in what a person brings: run files, reports, shards, backups, and the results of other tools. It runs in a worker, as a
 * long file would hold the page up. Each file is taken or refused by itself; nothing that is kept is ever changed by a bad one.
 */
export class ImportDesk {
  readonly #tell: (told: ImportTold) => void;
  readonly #signal: AbortSignal;

  constructor(tell: (told: ImportTold) => void, signal: AbortSignal) {
    this.#tell = tell;
    this.#signal = signal;
  }

  /** Takes files in, and tells what became of each. Given up, those that were taken before stay. */
  async take(files: readonly File[]): Promise<void> {
    const kinds = new Map<File, FileKind>();
    for (const file of files) {
      await this.#guarded(file.name, async () => {
        const kind = await kindOf(file);
        if (kind.ok) kinds.set(file, kind.value);
        else this.#say(refusedOutcome(file.name, kind));
      });
    }
    const of = (kind: FileKind) => files.filter((file) => kinds.get(file) === kind);
    await this.#others(of('zip'), of('inspect log'), of('lines'), of('lm-eval results'));
    await this.#runs(of('run'));
  }

  /** Makes one run of kept parts, and then takes the parts out of sight: nothing can be lost in between. */
  async put(asked: Extract<ImportAsk, { kind: 'put' }>['parts']): Promise<Parsed<Run>> {
    const parts: PartHead[] = [];
    for (const { name, runId } of asked) {
      const head = await readHead(runId);
      if (!head) return refused(name, 'is no longer here');
      parts.push(await keptPart(name, head.run));
    }
    const merging = await planMerging(parts);
    if (!merging.ok) return merging;
    const saved = await keepMerged(merging.value, parts, this.#signal);
    if (!saved.ok) return saved;
    for (const { run } of parts) await removeRun(run.id);
    return parsed(merging.value.run);
  }

  #say(outcome: Outcome): void {
    this.#tell({ kind: 'outcome', outcome });
  }

  /** Whatever is thrown becomes a refusal of that file alone. */
  async #guarded(name: string, work: () => Promise<void>): Promise<void> {
    if (this.#signal.aborted) return;
    try {
      await work();
    } catch (error) {
      if (!this.#signal.aborted) this.#say(refusedOutcome(name, refused('', wordsOf(error))));
    }
  }

  async #others(
    zips: readonly File[],
    logs: readonly File[],
    samples: readonly File[],
    results: readonly File[],
  ): Promise<void> {
    if (zips.length + logs.length + samples.length + results.length === 0) return;
    const { takeInspect, takeLmEval, takeZip } = await import('./take-others.ts');
    const say = (outcome: Outcome) => this.#say(outcome);
    const heard = (file: string) => (restored: number) => this.#progress({ ...nothing, file, restored });
    for (const file of zips) await this.#guarded(file.name, () => takeZip(file, say, heard(file.name), this.#signal));
    for (const file of logs) await this.#guarded(file.name, () => takeInspect(file, say));
    await this.#guarded(named(samples), () => takeLmEval(samples, results, say));
  }

  #progress(progress: ImportProgress): void {
    this.#tell({ kind: 'progress', progress });
  }

  async #runs(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    let step: ImportProgress['step'] = 'reading';
    let total = files.reduce((sum, file) => sum + file.size, 0);
    const counting = meter(total, (progress) => this.#progress({ ...progress, step, restored: 0 }));
    const taken: Taken[] = [];
    for (const file of files) {
      let done = 0;
      let size = file.size;
      await this.#guarded(file.name, async () => {
        step = 'reading';
        counting.at(file.name);
        const read = await takeRun(file, {
          signal: this.#signal,
          on: (bytes, of) => {
            if (of > size) counting.total((total += of - size));
            size = Math.max(size, of);
            counting.did(bytes - done);
            done = bytes;
          },
          closing: () => {
            step = 'closing';
            counting.tell();
          },
        });
        if (read.ok) taken.push({ ...read.value, name: file.name });
        else this.#say(refusedOutcome(file.name, read));
      });
      counting.had(Math.max(0, size - done));
    }
    const joined = await this.#join(
      taken.filter(({ run }) => run.shard !== undefined),
      () => {
        step = 'joining';
        counting.tell();
      },
    );
    for (const one of taken)
      if (!joined.has(one.run.id)) this.#say(keptOutcome(one.name, one.run, one.saved, one.checks));
  }

  /** Parts of one shared run become one run where all of them are here; of others it is told what is in the way. Gives the ids of those that were put together. */
  async #join(taken: readonly Taken[], begins: () => void): Promise<ReadonlySet<string>> {
    const joined = new Set<string>();
    if (taken.length < 2) return joined;
    begins();
    const shards: TakenPart[] = [];
    for (const { name, run, checks } of taken) shards.push({ ...(await keptPart(name, run)), checks });
    const { wholes, apart } = await joinShards(shards);
    for (const { merging, parts } of wholes) {
      const saved = await keepMerged(merging, parts, this.#signal).catch((error: unknown) =>
        refused('', wordsOf(error)),
      );
      if (this.#signal.aborted) return joined;
      if (!saved.ok) {
        this.#say(toldOutcome(named(parts), `${keptAsParts} ${refusalText(saved)}`));
        continue;
      }
      for (const { run } of parts) {
        await removeRun(run.id);
        joined.add(run.id);
      }
      const broken = parts.flatMap(({ checks }) => checks.filter(({ holds }) => holds === false));
      const how = `is put together from ${parts.length} parts`;
      this.#say(keptOutcome(named(parts), merging.run, saved.value, broken, how));
    }
    for (const { parts, why } of apart) this.#say(toldOutcome(named(parts), `${keptAsParts} ${why}`));
    return joined;
  }
}

const nothing: ImportProgress = {
  step: 'reading',
  bytesDone: 0,
  bytesTotal: 0,
  bytesPerSecond: null,
  secondsLeft: null,
  file: '',
  note: '',
  restored: 0,
};
