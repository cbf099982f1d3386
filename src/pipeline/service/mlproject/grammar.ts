import {
  anything,
  either,
  fields,
  listOf,
  text,
  anyList,
  nothing,
  type Rule,
} from '../grammar/rule.ts';

const parameter = fields({
  type: { rule: text, doc: '`path` and `uri` are fetched; any other type is taken as it is.' },
  default: {
    rule: anything,
    doc: 'The value when none is given. A parameter without one is required.',
  },
  description: { rule: anything, doc: 'For people; MLflow does not look at it.' },
});

/** An MLproject file: mlflow/projects/_project_spec.py of MLflow 3. */
export const mlprojectRule: Rule = fields({
  name: { rule: anything, doc: 'The name of the project.' },
  python_env: {
    rule: either(text, nothing),
    doc: 'The file that describes the Python environment.',
  },
  conda_env: { rule: either(text, nothing), doc: 'The file that describes the conda environment.' },
  docker_env: {
    rule: either(
      fields({
        image: { rule: text, doc: 'The image to run in.' },
        volumes: {
          rule: either(listOf(text), nothing),
          doc: 'Folders to mount, as for `docker run -v`.',
        },
        environment: {
          rule: either(listOf(either(text, anyList)), nothing),
          doc: 'Variables to copy, or `[name, value]` to set.',
        },
      }),
      nothing,
    ),
    doc: 'The Docker environment.',
  },
  entry_points: {
    rule: {
      is: 'named',
      values: fields({
        parameters: {
          rule: { is: 'named', values: either(text, parameter) },
          doc: 'Parameters by name: a type, or `type` and `default`.',
        },
        command: { rule: anything, doc: 'What is run, with `{parameter}` for values.' },
      }),
    },
    doc: 'What can be run, by name; `main` by default.',
  },
  databricks_spark_job: { rule: anything, doc: 'A job on Databricks.' },
});
