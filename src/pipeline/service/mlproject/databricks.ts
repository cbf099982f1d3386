import type { Findings } from '../dvc/problem.ts';
import { pythonStr } from '../python.ts';
import { asString, entryOf, get, typeInWords, type Dict } from '../yaml/values.ts';

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
  for (const name of ['python_env', 'conda_env', 'docker_env']) {
    const environment = entryOf(root, name);
    if (environment === undefined) continue;
    const message = `A job on Databricks has the environment of its cluster. Remove \`${name}\`.`;
    findings.add('error', 'mlproject-environments', message, environment.key, { dataPath: [name] });
  }
  for (const { key, value } of points?.kind === 'map' ? points.entries : []) {
    const parameters = get(value, 'parameters');
    for (const parameter of parameters?.kind === 'map' ? parameters.entries : []) {
      const type = asString(parameter.value) ?? asString(get(parameter.value, 'type'));
      if (type !== 'path') continue;
      const message = 'A job on Databricks takes no parameter of the type `path`.';
      findings.add('error', 'mlproject-type', message, parameter.key, {
        dataPath: ['entry_points', pythonStr(key), 'parameters', pythonStr(parameter.key)],
      });
    }
  }
}
