import type { Findings } from '../dvc/problem.ts';
import { entryOf, get, typeInWords, type Dict } from '../yaml/values.ts';

/** A job on Databricks runs a file or an entry point, and MLflow refuses a project with none or both. */
export function checkDatabricksJob(findings: Findings, root: Dict): void {
  const job = entryOf(root, 'databricks_spark_job');
  if (job === undefined || (job.value.kind === 'scalar' && job.value.type === 'null')) return;
  const at = { dataPath: ['databricks_spark_job'] };
  if (job.value.kind !== 'map') {
    const message = `\`databricks_spark_job\` must be a map, not ${typeInWords(job.value)}.`;
    findings.add('error', 'mlproject-type', message, job.key, at);
    return;
  }
  const file = get(job.value, 'python_file');
  const hasFile = file !== undefined && !(file.kind === 'scalar' && file.type === 'null');
  const points = get(root, 'entry_points');
  const hasPoints = points?.kind === 'map' && points.entries.length > 0;
  if (hasFile === hasPoints) {
    const message = hasFile
      ? 'A job on Databricks has a `python_file` or `entry_points`, not both. Remove one of them.'
      : 'A job on Databricks needs a `python_file`, or the project `entry_points`.';
    findings.add('error', 'mlproject-type', message, job.key, at);
  }
}
