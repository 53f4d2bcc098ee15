import type { PhraseItem } from '../domain/suite.ts';
import { mean } from './mean.ts';
import { pca, project, type Vector } from './pca.ts';
import { ward } from './ward.ts';

/** A phrase with its mean embedding over the question templates. */
export interface EmbeddedPhrase {
  readonly item: PhraseItem;
  /** [dimensions], not normalised. */
  readonly vector: Vector;
}

/** A line through embedding space, fitted on anchor phrases. */
export interface MoralDirection {
  /** Of any vector: positive towards Do; the farthest anchor is at ±1, others may lie beyond. */
  readonly score: (vector: Vector) => number;
  /** Share of the anchors' variance that lies along the line. */
  readonly varianceExplained: number;
  /** Largest |first coordinate| among the anchors: the divisor of every score. */
  readonly norm: number;
  /** What decided which end is Do. */
  readonly signBy: 'kill' | 'sides' | 'nothing';
  /** How many anchors fitted it. */
  readonly anchors: number;
}

/** Components kept for the clustering that decides the sign. */
const components = 5;

/** More anchors than this would take long and change little; the first ones fit. */
const mostAnchors = 256;

/** Fewer anchors than this span nothing worth a name. */
export const leastAnchors = 8;

/**
 * Fits the moral direction of Schramowski et al. 2022 (Nature Machine Intelligence 4:258; repository MoRT_NMI,
 * `mort/pca.py`): principal components of the anchors' mean embeddings, centred, neither scaled nor normalised; the
 * direction is the first. Sign: Ward's two clusters of the anchors on five components; the mean first coordinate of the
 * cluster that does not hold "kill" is positive. Norm: the largest |first coordinate| among the anchors, as Hämmerl
 * et al. 2023 (arXiv 2211.07733); the original divides by a constant from its user study. Where no anchor is "kill", the
 * anchors' sides decide the sign. Of very many anchors the first 256 fit. Null for too few anchors, or where they do not differ.
 */
export function fitMoralDirection(all: readonly EmbeddedPhrase[]): MoralDirection | null {
  const anchors = all.slice(0, mostAnchors);
  if (anchors.length < leastAnchors) return null;
  const fit = pca(
    anchors.map((anchor) => anchor.vector),
    components,
  );
  const [first] = fit.components;
  const [varianceExplained] = fit.varianceRatios;
  if (first === undefined || varianceExplained === undefined) return null;

  const points = anchors.map(({ vector }) => fit.components.map((component) => project(vector, fit.mean, component)));
  const along = points.map((point) => point[0] ?? 0);
  const norm = Math.max(...along.map(Math.abs));
  const { sign, signBy } = orientation(anchors, points, along);
  return {
    score: (vector) => (sign * project(vector, fit.mean, first)) / norm,
    varianceExplained,
    norm,
    signBy,
    anchors: anchors.length,
  };
}

function orientation(
  anchors: readonly EmbeddedPhrase[],
  points: readonly (readonly number[])[],
  along: readonly number[],
): { readonly sign: 1 | -1; readonly signBy: MoralDirection['signBy'] } {
  const kill = anchors.findIndex(({ item }) => item.text.trim().toLowerCase() === 'kill');
  if (kill >= 0) {
    const group = ward(points, 2);
    const centre = mean(along.filter((_, i) => group[i] !== group[kill]));
    if (centre !== 0) return { sign: centre > 0 ? 1 : -1, signBy: 'kill' };
  }
  const sideMean = (side: string) => mean(along.filter((_, i) => anchors[i]?.item.side === side));
  const gap = sideMean('do') - sideMean('dont');
  if (gap > 0 || gap < 0) return { sign: gap > 0 ? 1 : -1, signBy: 'sides' };
  return { sign: 1, signBy: 'nothing' };
}
