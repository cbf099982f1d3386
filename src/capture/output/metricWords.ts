function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/));
}

/** Words that name a measurement of a model: a name that holds one is a metric without a doubt. */
const measures =
  wordSet(`loss losses acc accuracy auc auroc auprc f1 f1score precision recall mse rmse
  mae mape smape rmsle logloss mlogloss error err merror perplexity ppl bleu rouge rougel map ndcg mrr
  iou miou dice psnr ssim fid score r2 reward cer wer elbo kl nll bpc bpb acc1 acc5 top1 top5 mcc kappa
  specificity sensitivity brier ap map50 silhouette inertia likelihood`);

/** Those that are told from prose even with only a space before the number: `loss 4.28`. */
export const bareMeasures =
  'loss|acc|accuracy|auc|auroc|f1|mse|rmse|mae|perplexity|ppl|reward|nll|logloss|elbo';

/** Parts of a data set, as people put them before a measure: `val loss`. */
const partWords = 'train(?:ing)?|val(?:id(?:ation)?)?|dev|test(?:ing)?|eval(?:uation)?|holdout';
const partForm = new RegExp(`^(?:${partWords})$`, 'i');

/** A part of a data set that heads what follows it in a line: `Test set: …`, `val | …`. */
export const sectionForm = new RegExp(
  `(?<![\\w/.-])(${partWords})(?:\\s+(?:set|results?|metrics|stats))?\\s*[:|]\\s`,
  'gi',
);

/** Words that belong to the name of the measure after them: `mean squared error`. */
const qualifiers =
  wordSet(`avg avg. average mean median best final running overall macro micro weighted
  min max current smoothed ema top squared absolute percentage root log cross entropy cross-entropy
  balanced reconstruction discriminator generator perceptual adversarial policy value episode roc pr
  classification regression total`);

/** Names of settings and of log fields that look like metrics when they are printed. */
const otherNames =
  wordSet(`seed random_state batch_size batchsize num_workers n_jobs epochs max_epochs
  num_epochs n_epochs max_steps total_steps n_estimators max_depth hidden_size hidden_dim num_layers
  n_layers num_heads embed_dim dropout eps epsilon weight_decay momentum beta1 beta2 betas n_samples
  n_features n_classes num_classes num_samples patience min_delta v_num version port pid ppid tid rank
  local_rank world_size gpu gpus cuda cpu cpus device devices node nodes job line lineno id uuid hash
  commit sha status code status_code exit_code ts timestamp asctime created time date level levelno
  threadname process thread debug info warning warn critical fatal trace note eta python host size
  elapsed remaining`);

const stepNames = wordSet(
  'step global_step iteration iter it round boosting_round episode timestep',
);

/** What a name of a count says about the position in a training, if anything. */
export function stepRole(name: string): 'position' | 'batch' | 'epoch' | undefined {
  const lower = name.toLowerCase().replaceAll(' ', '_').replace(/^_/, '');
  if (lower === 'epoch') return 'epoch';
  if (stepNames.has(lower) || lower === 'trainer/global_step') return 'position';
  return lower === 'batch' || lower === 'minibatch' || lower === 'batch_idx' ? 'batch' : undefined;
}

/** Whether a name surely names a measurement: `val_loss`, `train/Accuracy`, `testRmse`. */
export function isMeasure(name: string): boolean {
  return name
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .some((word) => measures.has(word));
}

/** Whether a name that is followed by a number may be a metric when the line states a step. */
export function mayBeMetric(name: string): boolean {
  if (name.length > 250 || /(?:Error|Exception|Warning)$/.test(name)) return false;
  if (/^[A-Z\d]+(?:_[A-Z\d]+)+$/.test(name) && !isMeasure(name)) return false;
  return !otherNames.has(name.toLowerCase());
}

/** Whether `word` names a part of a data set: `train`, `Validation`. */
export function isPart(word: string): boolean {
  return partForm.test(word);
}

/** Whether `word` belongs to the name of the measure that follows it. */
export function isQualifier(word: string): boolean {
  const lower = word.toLowerCase();
  return qualifiers.has(lower) || measures.has(lower) || isPart(word);
}
