import * as v from 'valibot';
import * as vscode from 'vscode';
import { defaultCaptureSettings } from '../model/captureSettings.ts';
import type { CaptureSettings } from '../model/captureSettings.ts';
import { chosenSeverities, chosenSeverity } from '../protocol/pipeline.ts';
import type { ContextKeys, Settings } from './contributions.ts';
import { settingsSection } from './contributions.ts';

const mebibyte = 1024 * 1024;

/** What is taken when the settings file holds something else than the setting asks for. */
const defaults: Settings = {
  'python.interpreter': '',
  'run.reveal': 'page',
  'codeLens.enabled': true,
  'notifications.warnings': true,
  'notifications.onEnd': 'never',
  'capture.outputMetrics': defaultCaptureSettings.outputMetrics,
  'capture.outputPatterns': defaultCaptureSettings.outputPatterns,
  'capture.tensorBoard': defaultCaptureSettings.tensorBoard,
  'capture.systemLoad': defaultCaptureSettings.systemLoad,
  'reproduce.tolerance': 0,
  'registry.certificate': '',
  'pipeline.severity': {},
  'pipeline.runner': 'auto',
  'capture.maxUntrackedFileSize': defaultCaptureSettings.maxUntrackedFileBytes / mebibyte,
};

const schemas: { readonly [K in keyof Settings]: v.GenericSchema<unknown, Settings[K]> } = {
  'python.interpreter': v.string(),
  'run.reveal': v.picklist(['page', 'log', 'none']),
  'codeLens.enabled': v.boolean(),
  'notifications.warnings': v.boolean(),
  'notifications.onEnd': v.picklist(['never', 'failure', 'always']),
  'capture.outputMetrics': v.boolean(),
  'capture.outputPatterns': v.array(v.string()),
  'capture.tensorBoard': v.boolean(),
  'capture.systemLoad': v.boolean(),
  'reproduce.tolerance': v.pipe(v.number(), v.minValue(0)),
  'registry.certificate': v.string(),
  'pipeline.runner': v.picklist(['auto', 'dvc', 'trackline']),
  // Of a map, the entries that can be understood hold.
  'pipeline.severity': v.pipe(
    v.record(v.string(), v.unknown()),
    v.transform((chosen) =>
      v.parse(
        chosenSeverities,
        Object.fromEntries(
          Object.entries(chosen).filter(([, value]) => v.is(chosenSeverity, value)),
        ),
      ),
    ),
  ),
  'capture.maxUntrackedFileSize': v.pipe(v.number(), v.minValue(0)),
};

/** The value of a setting as it holds for a file or folder, or for the window without one. */
export function setting<K extends keyof Settings>(name: K, scope?: vscode.Uri): Settings[K] {
  const value = vscode.workspace.getConfiguration(settingsSection, scope).get<unknown>(name);
  const schema: v.GenericSchema<unknown, Settings[K]> = schemas[name];
  const read = v.safeParse(schema, value);
  return read.success ? read.output : defaults[name];
}

/** What a person chose to have captured, for a launch from `scope`. */
export function captureSettings(scope: vscode.Uri): CaptureSettings {
  return {
    outputMetrics: setting('capture.outputMetrics', scope),
    outputPatterns: setting('capture.outputPatterns', scope),
    tensorBoard: setting('capture.tensorBoard', scope),
    systemLoad: setting('capture.systemLoad', scope),
    maxUntrackedFileBytes: setting('capture.maxUntrackedFileSize', scope) * mebibyte,
  };
}

/** Tells the `when` clauses of package.json. */
export function setContext<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
