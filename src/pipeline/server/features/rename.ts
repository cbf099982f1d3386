import {
  ErrorCodes,
  ResponseError,
  type PrepareRenameResult,
  type RenameParams,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { Refusal } from '../../service/features/rename/outcome.ts';
import type { Asked } from '../features.ts';
import { editsByFile } from './codeActions.ts';

/**
 * What can be renamed at a place.
 * @throws {ResponseError} why nothing can; the editor shows it.
 */
export function renamePlace({ path, service, places }: Asked, offset: number): PrepareRenameResult {
  const found = service.prepareRename(path, offset);
  if (found.kind === 'refused') throw refusal(found);
  return { range: places.range(path, found), placeholder: found.placeholder };
}

/**
 * The changes of all files that give something another name.
 * @throws {ResponseError} why it cannot have that name.
 */
export function renamed(
  { path, service, places }: Asked,
  offset: number,
  { newName }: RenameParams,
): WorkspaceEdit {
  const found = service.rename(path, offset, newName);
  if (found.kind === 'refused') throw refusal(found);
  return { documentChanges: editsByFile(found.edits, places) };
}

function refusal({ reason }: Refusal): ResponseError {
  return new ResponseError(ErrorCodes.InvalidRequest, reason);
}
