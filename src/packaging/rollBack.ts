import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { UserError } from '../model/errors.ts';
import type { Promotion } from '../store/tables/promotions.ts';
import type { Store } from '../store/store.ts';
import { packagesFolder } from './planPackage.ts';

/**
 * Moves an alias of a model back to the version that it was at before, which met its gates then,
 * and keeps that in its history.
 *
 * @throws {UserError} when it was never elsewhere, or that version is not here any more.
 */
export function rollBack(store: Store, name: string, alias: string): Promotion {
  const [now, ...earlier] = store.promotions.of(name, alias);
  const before = earlier.find(({ version }) => version !== now?.version);
  if (now === undefined || before === undefined) {
    throw new UserError(
      `${name}@${alias} was at no other version before.`,
      'Promote another version instead.',
    );
  }
  if (!existsSync(path.join(packagesFolder(store.root), name, before.version))) {
    throw new UserError(
      `${name} ${before.version}, which was ${alias} before, is not here any more.`,
      'Promote another version instead.',
    );
  }
  const { registry: _only, ...kept } = before;
  const promotion = { ...kept, time: Date.now(), user: userInfo().username };
  store.promotions.add(promotion);
  return promotion;
}
