import { isBlocking } from '../../src/model/modelFile.ts';
import {
  packageNameProblem,
  packageVersionProblem,
  type PackagePlan,
  type PackageWishes,
} from '../../src/model/modelPackage.ts';
import { parseSignature, signatureLines } from '../../src/model/signatureText.ts';
import { t } from '../shared/text.ts';

/** What the person may change, as it is written in the boxes. */
export interface Draft {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly description: string;
  /** One a line. */
  readonly requirements: string;
  /** What the model takes and gives, one value a line. */
  readonly takes: string;
  readonly gives: string;
  /** Whether the first row of the run's data goes along as an input example. */
  readonly example: boolean;
  /** Why findings are overridden; empty while nobody does. */
  readonly override: string;
  /** The model card in the person's own words; absent while it is made of the rest. */
  readonly card?: string;
}

/** A box of the sheet. */
export type Box = Exclude<keyof Draft, 'card' | 'example'>;

/** What the boxes begin with. */
export function draftOf(plan: PackagePlan): Draft {
  const { name, version, licence, description, requirements, signature } = plan;
  return {
    name,
    version,
    licence,
    description,
    requirements: requirements.join('\n'),
    takes: signatureLines(signature?.inputs ?? []),
    gives: signatureLines(signature?.outputs ?? []),
    example: false,
    override: '',
  };
}

/** What is asked for by what is written; the boxes must be right. */
export function wishesOf(draft: Draft): PackageWishes {
  const inputs = parseSignature(draft.takes);
  const outputs = parseSignature(draft.gives);
  const known = typeof inputs !== 'number' && typeof outputs !== 'number';
  return {
    name: draft.name,
    version: draft.version,
    description: draft.description.trim(),
    licence: draft.licence.trim(),
    requirements: linesOf(draft.requirements),
    ...(known && inputs.length + outputs.length > 0 ? { signature: { inputs, outputs } } : {}),
    ...(draft.card === undefined ? {} : { card: draft.card }),
    ...(draft.example ? { exampleOfData: true } : {}),
  };
}

/** Whether the signature is the person's to change: an MLflow Model keeps its own. */
export function hasOwnSignature({ facts }: PackagePlan): boolean {
  return facts.format !== 'mlflow';
}

/** Whether the run read a table whose first row may be an input example. */
export function hasExample(plan: PackagePlan): boolean {
  const tables = plan.lineage?.inputs.some(({ path }) => /\.csv$/i.test(path)) === true;
  return hasOwnSignature(plan) && tables;
}

/** Whether there are findings that a person may override. */
export function hasFindings({ facts }: PackagePlan): boolean {
  return facts.findings.some(isBlocking);
}

/** What is wrong, by the box; none when the package can be built. */
export function draftProblems(draft: Draft): Partial<Record<Box, string>> {
  const problems: Partial<Record<Box, string | undefined>> = {
    name: nameProblem(draft.name),
    version: versionProblem(draft.version),
    takes: signatureProblem(draft.takes),
    gives: signatureProblem(draft.gives),
  };
  return Object.fromEntries(Object.entries(problems).filter(([, text]) => text !== undefined));
}

/** As the model's own sentence, in the person's language. */
function nameProblem(name: string): string | undefined {
  if (packageNameProblem(name) === undefined) return undefined;
  if (name === '') return t('A model needs a name.');
  return t(
    'A model’s name has lower-case letters, digits, and single “.”, “_” or “-” between them, 128 at most.',
  );
}

function versionProblem(version: string): string | undefined {
  if (packageVersionProblem(version) === undefined) return undefined;
  return t(
    'A version begins with a letter or digit and has letters, digits, “.”, “_” and “-”, 128 at most.',
  );
}

function signatureProblem(text: string): string | undefined {
  const read = parseSignature(text);
  if (typeof read !== 'number') return undefined;
  return t('Line {0} is no value such as “age: float64” or “image: float32 [?, 3]”.', read);
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
