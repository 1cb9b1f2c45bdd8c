import { type FeatureBlock, featureRows, product, type TextWithVector } from './feature-rows.ts';
import { separate } from './linear-separator.ts';
import { seededRandom } from './seeded-random.ts';
import { pieceTerms, wordTerms } from './text-terms.ts';
import { buildVocabulary } from './vocabulary.ts';

export interface LabelledText extends TextWithVector {
  readonly label: string;
}

/** Gives each text the label whose separator it lies deepest inside. */
export type Classifier = (texts: readonly TextWithVector[]) => string[];

/** Meaning counts twice as much as words, and as pieces of words. Fitted on BANKING77 by cross-validation (`evaluation/README.md`). */
const VECTOR_WEIGHT = 2;
const COST = 0.25;
const PASSES = 10;
const SEED = 7;

/** A linear head, one label against the others, on vectors and words together. The same examples give the same classifier. */
export function trainClassifier(examples: readonly LabelledText[]): Classifier {
  const texts = examples.map(({ text }) => text);
  const blocks: FeatureBlock[] = [
    { vocabulary: buildVocabulary(texts, wordTerms, 1), weight: 1 },
    { vocabulary: buildVocabulary(texts, pieceTerms, 2), weight: 1 },
  ];
  const features = featureRows(examples, VECTOR_WEIGHT, blocks);
  const labels = [...new Set(examples.map(({ label }) => label))].sort();
  const random = seededRandom(SEED);
  const separators = labels.map((label) =>
    separate(features, (row) => examples[row]?.label === label, { cost: COST, passes: PASSES, random }),
  );
  return (asked) => {
    const rows = featureRows(asked, VECTOR_WEIGHT, blocks);
    return asked.map((_, row) => {
      const depths = separators.map((weights) => product(rows, row, weights));
      return labels[depths.indexOf(Math.max(...depths))] ?? '';
    });
  };
}
