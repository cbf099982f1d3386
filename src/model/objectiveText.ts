import type { Objective } from './projectFile.ts';

/** Names that YAML takes for a text without quotes. */
const plain = /^[A-Za-z_][\w./-]*$/;
/** Such words are something else to YAML. */
const notText = /^(?:true|false|yes|no|on|off|null|y|n)$/i;

/** An objective as it is written into `trackline.yaml`. */
export function objectiveText({ metric, direction }: Objective): string {
  const name = plain.test(metric) && !notText.test(metric) ? metric : JSON.stringify(metric);
  return `objective:\n  metric: ${name}\n  direction: ${direction}\n`;
}
