import * as vscode from 'vscode';
import { packageRequests, type PackageRow } from '../../../protocol/packages.ts';
import { type RegistryAccess } from '../../../protocol/registries.ts';
import type { Project } from '../../../protocol/tracker.ts';
import { setting } from '../../settings.ts';
import type { TrackerClient } from '../../trackerClient.ts';
import type { RegistryLogins } from '../registryLogins.ts';

/** A registry as a project knows it. */
export interface RegistryPlace {
  readonly project: Project;
  /** A name of `trackline.yaml`, or an address. */
  readonly registry: string;
  readonly url: string;
}

/** The registries of `trackline.yaml`, then addresses that packages of the project went to. */
export async function registriesOf(
  tracker: TrackerClient,
  project: Project,
  packages: readonly PackageRow[],
): Promise<readonly RegistryPlace[]> {
  const { store } = project;
  const named = await tracker.request(packageRequests.registries, { store });
  const known = new Set(named.flatMap(({ name, url }) => [name, url]));
  const pushes = packages.flatMap((row) => row.pushes.map(({ registry }) => registry));
  const addresses = [...new Set(pushes)].filter((each) => !known.has(each) && URL.canParse(each));
  return [
    ...named.map(({ name, url }) => ({ project, registry: name, url })),
    ...addresses.map((url) => ({ project, registry: url, url })),
  ];
}

/** How to come into a registry: the login of the secret storage and the chosen certificate. */
export async function accessTo(
  { project, registry, url }: RegistryPlace,
  logins: RegistryLogins,
): Promise<RegistryAccess & { readonly store: string }> {
  const login = await logins.of(url);
  const certificate = setting('registry.certificate', vscode.Uri.file(project.root));
  return {
    store: project.store,
    registry,
    ...(login === undefined ? {} : { login }),
    ...(certificate === '' ? {} : { certificate }),
  };
}
