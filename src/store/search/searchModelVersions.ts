import { modelVersionGrammar, modelVersionOrderGrammar } from '../../model/search/grammar.ts';
import type { ModelVersion, VersionKey } from '../tables/modelVersions.ts';
import type { Store } from '../store.ts';
import { registryConditions, registryOrder, type RegistrySearch } from './registrySql.ts';
import { allOf } from './searchSql.ts';

const columns: Readonly<Record<string, string>> = {
  name: 'm.name',
  version_number: 'v.version',
  run_id: 'v.run',
  source_path: 'v.source',
  creation_timestamp: 'v.creation_time',
  last_updated_timestamp: 'v.last_update_time',
};
const tag = 'FROM model_version_tags AS t WHERE t.version = v.pk AND t.key = ?';
const tagOfName = `FROM model_version_tags AS t JOIN model_versions AS o ON o.pk = t.version
  WHERE o.model = v.model AND t.key = ?`;

/**
 * Finds versions of registered models, those that changed last first unless told.
 *
 * @throws UserError when the filter or the ordering cannot be read.
 */
export function searchModelVersions(
  store: Store,
  { filter = '', orderBy = [], maxResults, offset = 0 }: RegistrySearch,
): { readonly versions: ModelVersion[]; readonly more: boolean } {
  const where = allOf([
    { text: `v.lifecycle = 'active'`, values: [] },
    ...registryConditions(filter, { grammar: modelVersionGrammar, columns, tag, tagOfName }),
  ]);
  const wanted = orderBy.length === 0 ? ['last_updated_timestamp DESC'] : orderBy;
  const order = registryOrder(wanted, modelVersionOrderGrammar, columns);
  const keys = store.database
    .prepare<(string | number)[], VersionKey>(
      `SELECT m.name, v.version FROM model_versions AS v
         JOIN registered_models AS m ON m.pk = v.model
       WHERE ${where.text}
       ORDER BY ${[...order, 'm.name ASC', 'v.version DESC'].join(', ')} LIMIT ? OFFSET ?`,
    )
    .all(...where.values, maxResults + 1, offset);
  return {
    versions: store.modelVersions.load(keys.slice(0, maxResults)),
    more: keys.length > maxResults,
  };
}
