import * as v from 'valibot';
import * as vscode from 'vscode';
import type { BuiltPackage, PackageWishes } from '../../model/modelPackage.ts';
import type { FromPackagePage, ToPackagePage } from '../../protocol/packagePage.ts';
import { draftRequests } from '../../protocol/packageDraft.ts';
import { packageRequests, type PackagePreview } from '../../protocol/packages.ts';
import { run } from '../commands.ts';
import { localized } from '../localize.ts';
import { commands } from '../contributions.ts';
import type { Notifier } from '../notify.ts';
import { sentenceOf } from '../notify.ts';
import { panelHtml } from '../page/panelHtml.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { openCard, type VersionNode } from './modelNodes.ts';
import { scanTimeout, type PlacedSource } from './sources.ts';

/** Milliseconds that copying and hashing a large model may take. */
const buildTimeout = 3_600_000;

const valueSpec = v.object({
  name: v.exactOptional(v.string()),
  dtype: v.string(),
  shape: v.array(v.union([v.number(), v.string(), v.null()])),
});
const wishes: v.GenericSchema<unknown, PackageWishes> = v.object({
  name: v.string(),
  version: v.string(),
  description: v.string(),
  licence: v.string(),
  requirements: v.array(v.string()),
  signature: v.exactOptional(v.object({ inputs: v.array(valueSpec), outputs: v.array(valueSpec) })),
  card: v.exactOptional(v.string()),
  exampleOfData: v.exactOptional(v.boolean()),
});
const fromPage: v.GenericSchema<unknown, FromPackagePage> = v.variant('kind', [
  v.object({ kind: v.literal('ready') }),
  v.object({
    kind: v.literal('package'),
    wishes,
    versionChosen: v.boolean(),
    override: v.exactOptional(v.string()),
  }),
  v.object({ kind: v.literal('card'), wishes }),
  v.object({ kind: v.literal('push') }),
  v.object({ kind: v.literal('sign') }),
  v.object({ kind: v.literal('openCard') }),
  v.object({ kind: v.literal('revealFolder') }),
  v.object({ kind: v.literal('openRun') }),
]);

/** What a sheet needs of the rest of the extension. */
export interface SheetSurroundings {
  readonly extension: vscode.Uri;
  readonly tracker: TrackerClient;
  readonly notifier: Notifier;
  readonly log: vscode.LogOutputChannel;
  /** Shows a package in the Models view. */
  readonly reveal: (store: string, built: BuiltPackage) => Promise<void>;
  /** The package as the Models view has it. */
  readonly find: (store: string, folder: string) => Promise<VersionNode | undefined>;
}

/** The preview of one package, which builds and pushes it. */
export class PackageSheet implements vscode.Disposable {
  readonly placed: PlacedSource;
  readonly panel: vscode.WebviewPanel;
  readonly #around: SheetSurroundings;
  readonly #subscription: vscode.Disposable;
  readonly #calledOff = new vscode.CancellationTokenSource();
  #built: BuiltPackage | undefined;
  /** Why findings were overridden when it was built. */
  #override: string | undefined;
  #closed = false;

  constructor(panel: vscode.WebviewPanel, placed: PlacedSource, around: SheetSurroundings) {
    this.panel = panel;
    this.placed = placed;
    this.#around = around;
    this.#subscription = panel.webview.onDidReceiveMessage(
      (message: unknown) => void this.#receive(message),
    );
    panel.iconPath = new vscode.ThemeIcon('package');
    panel.webview.html = panelHtml(panel.webview, around.extension, 'package', {
      placed: JSON.stringify(placed),
    });
  }

  dispose(): void {
    this.#closed = true;
    this.#calledOff.cancel();
    this.#subscription.dispose();
  }

  /** Builds the package; nothing when that fails, which the sheet then says. */
  async build(
    wished: PackageWishes,
    versionChosen: boolean,
    override?: string,
  ): Promise<BuiltPackage | undefined> {
    const { tracker, log, notifier, reveal } = this.#around;
    await this.#post({ kind: 'busy', busy: true });
    try {
      const built = await tracker.request(
        packageRequests.build,
        {
          ...this.placed,
          wishes: wished,
          versionChosen,
          ...(override === undefined ? {} : { override }),
        },
        buildTimeout,
      );
      this.#built = built;
      this.#override = override;
      await this.#post({ kind: 'built', built });
      await notifier.attempt(() => reveal(this.placed.store, built));
      return built;
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      await this.#post({ kind: 'refused', sentence: sentenceOf(error) });
      return undefined;
    } finally {
      await this.#post({ kind: 'busy', busy: false });
    }
  }

  async #receive(raw: unknown): Promise<void> {
    const { notifier, log } = this.#around;
    const read = v.safeParse(fromPage, raw);
    if (!read.success) {
      log.warn(`a package's sheet sent what is no message: ${v.summarize(read.issues)}`);
      return;
    }
    await notifier.attempt(() => this.#act(read.output));
  }

  async #act(message: FromPackagePage): Promise<void> {
    const { store, source } = this.placed;
    switch (message.kind) {
      case 'ready':
        if (await this.#send()) await this.#sendFiles();
        return;
      case 'package':
        await this.build(message.wishes, message.versionChosen, message.override);
        return;
      case 'card': {
        const request = { ...this.placed, wishes: message.wishes };
        const text = await this.#around.tracker.request(draftRequests.card, request, scanTimeout);
        await this.#post({ kind: 'card', text });
        return;
      }
      case 'openRun':
        if (source.kind === 'run') await run(commands.openRun, { store, runId: source.runId });
        return;
      case 'push': {
        const node = await this.#node();
        if (node !== undefined) await run(commands.pushPackage, node, undefined, this.#override);
        return;
      }
      case 'sign': {
        const node = await this.#node();
        if (node !== undefined) await run(commands.signPackage, node);
        return;
      }
      case 'openCard':
        if (this.#built !== undefined) await openCard(this.#built.folder);
        return;
      case 'revealFolder':
        if (this.#built !== undefined) {
          await vscode.commands.executeCommand(
            'revealFileInOS',
            vscode.Uri.file(this.#built.folder),
          );
        }
        return;
    }
  }

  async #node(): Promise<VersionNode | undefined> {
    return this.#built && (await this.#around.find(this.placed.store, this.#built.folder));
  }

  /** Gives the page what the package would be now; whether that could be told. */
  async #send(): Promise<boolean> {
    const strings = vscode.l10n.bundle ?? {};
    try {
      const { tracker } = this.#around;
      const answer = await tracker.request(packageRequests.plan, this.placed, scanTimeout);
      if (answer.kind === 'choose') {
        await this.#post({
          kind: 'failed',
          sentence: vscode.l10n.t('The run has other models now. Choose Package Model… again.'),
          strings,
        });
        return false;
      }
      const preview = inLanguage(answer.preview);
      await this.#post({ kind: 'preview', placed: this.placed, preview, strings });
      if (this.#built !== undefined) await this.#post({ kind: 'built', built: this.#built });
      return true;
    } catch (error) {
      this.#around.log.error(error instanceof Error ? error : String(error));
      await this.#post({ kind: 'failed', sentence: sentenceOf(error), strings });
      return false;
    }
  }

  /** Sums of a large model take a while, so they come after the rest. */
  async #sendFiles(): Promise<void> {
    const { token } = this.#calledOff;
    const files = await this.#around.tracker.request(
      draftRequests.files,
      this.placed,
      buildTimeout,
      token,
    );
    await this.#post({ kind: 'files', files });
  }

  /** The sheet may have been closed while the model was read: then nobody is left to be told. */
  async #post(message: ToPackagePage): Promise<void> {
    if (this.#closed) return;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- not a window's
    await this.panel.webview.postMessage(message);
  }
}

/** The sentences of a preview in the editor's language. */
function inLanguage(preview: PackagePreview): PackagePreview {
  const { plan, gates } = preview;
  const findings = plan.facts.findings.map((each) => ({ ...each, text: localized(each.text) }));
  return {
    ...preview,
    plan: { ...plan, facts: { ...plan.facts, findings } },
    gates:
      gates.kind === 'no-run'
        ? gates
        : {
            kind: 'judged',
            verdicts: gates.verdicts.map((each) => ({ ...each, reason: localized(each.reason) })),
          },
  };
}
