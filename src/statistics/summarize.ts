import type { Report, ReportPart } from '../domain/report.ts';
import type { PlanPart, RunBundle } from '../domain/run.ts';
import { answeredPart, trialsBySuite, type AnsweredPart } from './answered.ts';
import { ofAccuracy } from './parts/accuracy.ts';
import { ofCalibration } from './parts/calibration.ts';
import { ofJudgedPhrases, type OwnScale } from './parts/judged-phrases.ts';
import { ofMoralDirection } from './parts/moral-direction.ts';
import { ofPushback } from './parts/pushback.ts';
import type { Said } from './parts/said.ts';
import { ofSycophancy } from './parts/sycophancy.ts';
import { ofWorldTree } from './parts/world-tree.ts';
import { count, tally } from './words.ts';

/**
 * Everything that is said about a run, one part for each part of its plan; works on a run that still goes on. Items
 * that could not be scored and items that got no answer are counted, and never imputed. A reading without a right
 * answer (an embedding) counts as scored.
 */
export function summarize(bundle: RunBundle): Report {
  const bySuite = trialsBySuite(bundle);
  return {
    parts: bundle.run.plan.parts.map((planned) => partOf(planned, bundle, bySuite.get(planned.suite.id) ?? [])),
  };
}

function partOf(planned: PlanPart, bundle: RunBundle, trials: RunBundle['trials']): ReportPart {
  const suite = bundle.suites.find(({ id }) => id === planned.suite.id);
  if (suite === undefined) {
    return {
      suiteId: planned.suite.id,
      asked: trials.length,
      scored: 0,
      unscored: 0,
      failed: trials.filter(({ outcome }) => outcome === 'failed').length,
      estimates: [],
      cautions: [`The suite ${planned.suite.id} is missing from this run: its items cannot be read.`],
      phrases: [],
    };
  }
  const part = answeredPart(planned, suite, trials);
  const said = saidOf(part, bundle);
  return {
    suiteId: suite.id,
    asked: part.asked,
    scored: part.asked - part.unscored.length - part.failed.length,
    unscored: part.unscored.length,
    failed: part.failed.length,
    estimates: said.estimates,
    cautions: [...said.cautions, ...countCautions(part)],
    phrases: said.phrases,
    ...(said.scale && { scale: said.scale }),
    ...(said.calibrationCurve && { calibrationCurve: said.calibrationCurve }),
  };
}

/** On what the phrases of a part stand by themselves; undefined where they are read on a direction. */
const ownScales: Readonly<Record<string, OwnScale>> = { 'moral-choice-machine': 'cosine', 'yes-no': 'yes-no' };

/**
 * Which construct speaks. Phrases are read on a scale of their own or on a direction, dialogues by how long a stance was held,
 * stories by where they led, choices by what the suite says that it measures.
 */
function saidOf(part: AnsweredPart, { run }: RunBundle): Said {
  const { suite } = part;
  if (suite.items.some(({ kind }) => kind === 'phrase')) {
    const scale = part.judged[0]?.reading.kind ?? ownScales[part.planned.protocol.id];
    if (scale !== undefined) return ofJudgedPhrases(part, scale, run.model, run.plan.seed);
    return ofMoralDirection(part, run.model, run.plan.seed);
  }
  if (suite.items.some(({ kind }) => kind === 'dialogue')) return ofPushback(part, run.plan.seed);
  if (suite.items.some(({ kind }) => kind === 'tree')) return ofWorldTree(part, run.plan.seed);
  switch (suite.construct) {
    case 'sycophancy':
      return ofSycophancy(part, run.plan.seed);
    case 'calibration':
      return ofCalibration(part, run.plan.seed);
    case 'social-intelligence':
      return ofAccuracy(part, run.plan.seed, 'social', 'ability');
    case 'moral-direction':
      return ofAccuracy(part, run.plan.seed, 'moral', 'topic');
  }
}

/** What a choice by hand does to the numbers: no interval tells how these items stand to those that were left out. */
function subsetCaution(asked: number, chosen: number, all: number): string {
  const which =
    asked < chosen
      ? `${asked} items, drawn from ${chosen} that were chosen by hand among the suite's ${all}.`
      : `${asked} of the suite's ${all} items, chosen by hand.`;
  return `A subset: ${which} The numbers and their intervals speak for items like these; they are not the suite's.`;
}

function countCautions({ asked, planned, suite, unscored, failed }: AnsweredPart): readonly string[] {
  const cautions: string[] = [];
  if (asked < planned.itemIds.length) {
    cautions.push(`${asked} of ${planned.itemIds.length} items have been asked so far: these numbers will still move.`);
  }
  if (planned.chosen !== undefined)
    cautions.push(subsetCaution(planned.itemIds.length, planned.chosen, suite.items.length));
  else if (planned.itemIds.length < suite.items.length) {
    cautions.push(`A sample: ${planned.itemIds.length} of the suite's ${suite.items.length} items were drawn.`);
  }
  if (unscored.length > 0) {
    cautions.push(
      `${count(unscored.length, 'item')} could not be scored and ${unscored.length === 1 ? 'is' : 'are'} left out (${tally(unscored)}).`,
    );
  }
  if (failed.length > 0) {
    cautions.push(
      `${count(failed.length, 'item')} got no answer and ${failed.length === 1 ? 'is' : 'are'} left out, not counted as wrong (${tally(failed)}).`,
    );
  }
  return cautions;
}
