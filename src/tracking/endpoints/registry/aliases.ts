import type { TrackingContext } from '../../context.ts';
import { invalid, missing } from '../../http/errors.ts';
import type { Fields } from '../../http/fields.ts';
import { checkAlias, checkNewAlias, checkRegisteredName } from '../../limits.ts';
import { describeVersion, parseVersion, requireVersion } from './modelVersions.ts';
import { requireRegisteredModel } from './registeredModels.ts';

/** `POST registered-models/alias` */
export function setAlias(context: TrackingContext, fields: Fields): object {
  const name = fields.requiredText('name');
  const alias = fields.requiredText('alias');
  const version = fields.requiredText('version');
  checkRegisteredName(name);
  checkNewAlias(alias);
  const number = parseVersion(version);
  return context.store.transaction(() => {
    requireVersion(context, name, number);
    context.store.registeredModels.setAlias(name, alias, number);
    return {};
  });
}

/** `DELETE registered-models/alias`; one that is not there is deleted already. */
export function deleteAlias(context: TrackingContext, fields: Fields): object {
  const name = fields.requiredText('name');
  const alias = fields.requiredText('alias');
  checkRegisteredName(name);
  checkAlias(alias);
  return context.store.transaction(() => {
    requireRegisteredModel(context, name);
    context.store.registeredModels.deleteAlias(name, alias);
    return {};
  });
}

/** `GET registered-models/alias`: the version that an alias is at; `latest` is the highest one. */
export function getByAlias(context: TrackingContext, fields: Fields): object {
  const name = fields.requiredText('name');
  const alias = fields.requiredText('alias');
  checkRegisteredName(name);
  checkAlias(alias);
  const { aliases } = requireRegisteredModel(context, name);
  if (alias.toLowerCase() === 'latest') {
    const highest = context.store.modelVersions.of(name).at(-1);
    if (highest === undefined) throw missing(`Latest version not found for model ${name}.`);
    return { model_version: describeVersion(context, highest) };
  }
  const version = aliases[alias];
  if (version === undefined) throw invalid(`Registered model alias ${alias} not found.`);
  return { model_version: describeVersion(context, { name, version }) };
}
