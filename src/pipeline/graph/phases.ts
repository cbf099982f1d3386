import { loopPhases, type LoopPhase } from '../../model/pipelineGraph.ts';

/** Words that tell the phase wherever they stand in a name. */
const decisive: Readonly<Partial<Record<LoopPhase, string>>> = {
  retrain: 'retrain retraining',
  monitor: 'monitor monitoring drift',
  prepare: 'preprocess preprocessing featurize featurise featurization features feature split',
};

/** Words of which the first one in a name tells the phase. */
const telling: Readonly<Partial<Record<LoopPhase, string>>> = {
  collect:
    'collect collection fetch download ingest ingestion acquire scrape crawl gather load import pull get extract query',
  analyse:
    'analyse analyze analysis explore exploration eda profile inspect describe visualise visualize statistics stats',
  prepare:
    'prepare preparation prep process clean cleaning transform merge join normalise normalize encode tokenise tokenize augment filter convert resize balance impute vectorise vectorize embed sample label aggregate',
  train: 'train training fit tune tuning finetune pretrain optimise optimize hpo learn',
  evaluate:
    'evaluate evaluation eval test validate validation check score scoring metrics benchmark compare',
  package: 'package packaging bundle export register publish release quantise quantize',
  serve: 'serve serving deploy deployment',
};

const phasesOf = (table: typeof telling): ReadonlyMap<string, LoopPhase> =>
  new Map(
    loopPhases.flatMap((phase) =>
      (table[phase] ?? '')
        .split(' ')
        .filter((word) => word !== '')
        .map((word) => [word, phase] as const),
    ),
  );

const decisiveWords = phasesOf(decisive);
const tellingWords = phasesOf(telling);
/** Looking whether these are in order comes before anything is trained on them. */
const data = new Set(['data', 'dataset', 'datasets', 'schema', 'inputs']);
const looking = new Set(['test', 'validate', 'validation', 'check']);

/**
 * The phase of the loop that a stage belongs to. What its `meta` says under `phase` counts. Else its
 * name is taken apart into words (`trainModel`, `train-model` and `train_model` are two each): a word
 * that leaves no doubt decides wherever it stands (`train_test_split` prepares), then the first word
 * that is known (`evaluate_trained_model` evaluates). `validate_data` and its like analyse. A name
 * that says nothing leaves the stage without a phase: none is better than a wrong one.
 */
export function phaseOf(name: string, meta: string | undefined): LoopPhase | undefined {
  return (meta === undefined ? undefined : phaseInWords(meta)) ?? phaseInWords(name);
}

function phaseInWords(text: string): LoopPhase | undefined {
  const words = wordsOf(text);
  const sure = words.map((word) => decisiveWords.get(word)).find((found) => found !== undefined);
  if (sure !== undefined) return sure;
  const first = words.find((word) => tellingWords.has(word));
  if (first === undefined) return undefined;
  if (looking.has(first) && words.some((word) => data.has(word))) return 'analyse';
  return tellingWords.get(first);
}

function wordsOf(text: string): string[] {
  return text
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replaceAll(/\bre[^\p{L}\p{N}]train/gu, 'retrain')
    .replaceAll(/\bpre[^\p{L}\p{N}]process/gu, 'preprocess')
    .split(/[^\p{L}\p{N}]+|(?<=\p{L})(?=\p{N})/u)
    .filter((word) => word !== '');
}
