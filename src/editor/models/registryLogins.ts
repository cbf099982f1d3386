import * as v from 'valibot';
import * as vscode from 'vscode';
import { packageRequests } from '../../protocol/packages.ts';
import { type HostLogin } from '../../protocol/registries.ts';
import type { Commands } from '../commands.ts';
import { commands } from '../contributions.ts';
import type { Projects } from '../projects.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { remoteNodeOf } from './remote/remoteNodes.ts';

const kept: v.GenericSchema<unknown, HostLogin['credentials']> = v.variant('kind', [
  v.object({ kind: v.literal('password'), username: v.string(), password: v.string() }),
  v.object({ kind: v.literal('bearer'), token: v.string() }),
]);
/** The hosts that there are logins for; the secrets themselves are in the secret storage. */
const hostsKey = 'registry.hosts';
const hosts = v.array(v.string());

/**
 * Logins to registries, in the secret storage of the editor. They go to the tracker with a request
 * and nowhere else.
 */
export class RegistryLogins {
  readonly #secrets: vscode.SecretStorage;
  readonly #state: vscode.Memento;

  constructor({ secrets, globalState }: vscode.ExtensionContext) {
    this.#secrets = secrets;
    this.#state = globalState;
  }

  /** Registers *Log In to Registry…* and *Log Out of Registry…*. */
  registerCommands(registry: Commands, projects: Projects, tracker: TrackerClient): void {
    registry.register(commands.logInToRegistry, async (given) => {
      const place = remoteNodeOf(given)?.place;
      const named = place === undefined ? given : hostOf(place.url);
      const host =
        typeof named === 'string' ? named : await askHost(await knownHosts(projects, tracker));
      if (host !== undefined) await this.#logIn(host);
    });
    registry.register(commands.logOutOfRegistry, async () => this.#logOut());
  }

  /** The login to the host of a registry's address; nothing when there is none. */
  async of(url: string): Promise<HostLogin | undefined> {
    const host = hostOf(url);
    const text = host === undefined ? undefined : await this.#secrets.get(keyOf(host));
    if (host === undefined || text === undefined) return undefined;
    const read = v.safeParse(v.pipe(v.string(), v.parseJson(), kept), text);
    return read.success ? { host, credentials: read.output } : undefined;
  }

  async #logIn(host: string): Promise<void> {
    const credentials = await askCredentials(host);
    if (credentials === undefined) return;
    await this.#secrets.store(keyOf(host), JSON.stringify(credentials));
    await this.#state.update(hostsKey, [...new Set([...this.#hosts(), host])]);
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The login to {0} is kept in the secret storage of the editor.', host),
    );
  }

  async #logOut(): Promise<void> {
    const known = this.#hosts();
    if (known.length === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('You are logged in nowhere.'));
      return;
    }
    const host = await vscode.window.showQuickPick(known, {
      title: vscode.l10n.t('Log Out of Registry'),
    });
    if (host === undefined) return;
    await this.#secrets.delete(keyOf(host));
    await this.#state.update(
      hostsKey,
      known.filter((each) => each !== host),
    );
  }

  #hosts(): readonly string[] {
    const read = v.safeParse(hosts, this.#state.get(hostsKey));
    return read.success ? read.output : [];
  }
}

/** The host of a registry's address with its port; nothing when it is no address. */
export function hostOf(url: string): string | undefined {
  return URL.canParse(url) && new URL(url).host !== '' ? new URL(url).host : undefined;
}

function keyOf(host: string): string {
  return `registry ${host}`;
}

async function knownHosts(projects: Projects, tracker: TrackerClient): Promise<string[]> {
  const found = new Set<string>();
  for (const { store } of await projects.all()) {
    for (const { url } of await tracker.request(packageRequests.registries, { store })) {
      const host = hostOf(url);
      if (host !== undefined) found.add(host);
    }
  }
  return [...found];
}

async function askHost(known: readonly string[]): Promise<string | undefined> {
  const title = vscode.l10n.t('Log In to Registry');
  const other = vscode.l10n.t('Another host…');
  if (known.length > 0) {
    const chosen = await vscode.window.showQuickPick([...known, other], { title });
    if (chosen !== other) return chosen;
  }
  const host = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('The registry’s host, with its port where it has one'),
    placeHolder: 'registry.example.com:5000',
    ignoreFocusOut: true,
    validateInput: (text) =>
      hostOf(`https://${text.trim()}`) === text.trim().toLowerCase()
        ? undefined
        : vscode.l10n.t('Write the host alone, as in registry.example.com:5000.'),
  });
  return host?.trim().toLowerCase();
}

async function askCredentials(host: string): Promise<HostLogin['credentials'] | undefined> {
  const title = vscode.l10n.t('Log In to {0}', host);
  const byPassword = vscode.l10n.t('User name and password');
  const byToken = vscode.l10n.t('Token');
  const way = await vscode.window.showQuickPick([byPassword, byToken], { title });
  const ask = async (prompt: string, password: boolean): Promise<string | undefined> =>
    vscode.window.showInputBox({ title, prompt, password, ignoreFocusOut: true });
  if (way === byToken) {
    const token = await ask(vscode.l10n.t('Token'), true);
    return token ? { kind: 'bearer', token } : undefined;
  }
  if (way !== byPassword) return undefined;
  const username = await ask(vscode.l10n.t('User name'), false);
  if (!username) return undefined;
  const password = await ask(vscode.l10n.t('Password'), true);
  return password === undefined ? undefined : { kind: 'password', username, password };
}
