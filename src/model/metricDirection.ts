import type { Objective } from './projectFile.ts';

/** Words of metrics that get better as they grow, as scikit-learn, Keras and others name them. */
const higher = new Set(
  `acc accuracy ap auc auprc auroc bleu correlation dice f f1 fbeta hits iou jaccard kappa map mcc mrr ndcg
  pearson precision psnr r2 recall reward rouge score sensitivity spearman specificity ssim top`.split(
    /\s+/,
  ),
);

/** Words of metrics that get better as they shrink. They win: an `accuracy_loss` is a loss. */
const lower = new Set(
  `bpb brier cer cost crossentropy deviance distance divergence duration entropy err error errors fid fnr fpr
  inertia kl latency logloss loss losses mae mape mse nll perplexity ppl residual rmse rmsle seconds time wer`.split(
    /\s+/,
  ),
);

/**
 * Which way a metric gets better, as its name has it: `val/accuracy` upwards, `train_loss` downwards.
 * Nothing where the name says nothing.
 */
export function likelyDirection(metric: string): Objective['direction'] | undefined {
  const words = metric
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    // `map50` and `top5` say at what they were taken.
    .flatMap((word) => [word, word.replace(/\d+$/, '')]);
  if (words.some((word) => lower.has(word))) return 'minimize';
  return words.some((word) => higher.has(word)) ? 'maximize' : undefined;
}
