import { registeredModelGrammar, registeredModelOrderGrammar } from '../../model/search/grammar.ts';
import type { RegisteredModel } from '../tables/registeredModels.ts';
import type { Store } from '../store.ts';
import { registryConditions, registryOrder, type RegistrySearch } from './registrySql.ts';
import { allOf } from './searchSql.ts';

const columns: Readonly<Record<string, string>> = {
  name: 'm.name',
  last_updated_timestamp: 'm.last_update_time',
};
const tag = 'FROM registered_model_tags AS t WHERE t.model = m.pk AND t.key = ?';

/**
 * Finds registered models, by name unless told.
 *
 * @throws UserError when the filter or the ordering cannot be read.
 */
export function searchRegisteredModels(
  store: Store,
  { filter = '', orderBy = [], maxResults, offset = 0 }: RegistrySearch,
): { readonly models: RegisteredModel[]; readonly more: boolean } {
  const where = allOf(
    registryConditions(filter, { grammar: registeredModelGrammar, columns, tag, tagOfName: tag }),
  );
  const order = [...registryOrder(orderBy, registeredModelOrderGrammar, columns), 'm.name ASC'];
  const names = store.database
    .prepare<(string | number)[], string>(
      `SELECT m.name FROM registered_models AS m WHERE ${where.text}
       ORDER BY ${order.join(', ')} LIMIT ? OFFSET ?`,
    )
    .pluck()
    .all(...where.values, maxResults + 1, offset);
  return {
    models: store.registeredModels.load(names.slice(0, maxResults)),
    more: names.length > maxResults,
  };
}
