import * as v from 'valibot';
import * as vscode from 'vscode';

const key = 'trackline.commandHistory';
const longest = 20;

/** The last commands of this workspace, newest first. */
export class CommandHistory {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  all(): readonly string[] {
    const stored = v.safeParse(v.array(v.string()), this.#state.get<unknown>(key));
    return stored.success ? stored.output : [];
  }

  add(line: string): void {
    const others = this.all().filter((each) => each !== line);
    void this.#state.update(key, [line, ...others].slice(0, longest));
  }
}

/** Asks for a command line, offering the last ones; nothing when the person thinks better. */
export async function askForCommand(history: CommandHistory): Promise<string | undefined> {
  const input = vscode.window.createQuickPick();
  input.title = vscode.l10n.t('Run Command as Experiment');
  input.placeholder = vscode.l10n.t(
    'A program and its arguments, such as python train.py --lr 0.1',
  );
  const earlier = history.all();
  const offer = (): void => {
    const typed = input.value.trim();
    const items = earlier
      .filter((line) => line !== typed)
      .map((line) => ({ label: line, iconPath: new vscode.ThemeIcon('history') }));
    const first = { label: typed, iconPath: new vscode.ThemeIcon('play'), alwaysShow: true };
    input.items = typed === '' ? items : [first, ...items];
  };
  offer();
  try {
    return await new Promise<string | undefined>((resolve) => {
      input.onDidChangeValue(offer);
      input.onDidAccept(() => {
        const line = (input.activeItems[0]?.label ?? input.value).trim();
        if (line !== '') resolve(line);
      });
      input.onDidHide(() => resolve(undefined));
      input.show();
    });
  } finally {
    input.dispose();
  }
}
