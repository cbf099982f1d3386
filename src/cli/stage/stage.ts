import type { Output } from '../output.ts';
import { UsageError } from '../usage.ts';

/** `trackline stage run` and `trackline stage status`, and what they start themselves. */
export async function stage(args: readonly string[], output: Output): Promise<number> {
  const [name, ...rest] = args;
  switch (name) {
    case 'run':
      return await (await import('./runStage.ts')).runStage(rest, output);
    case 'status':
      return await (await import('./stageStatus.ts')).stageStatus(rest, output);
    case 'steps':
      return await (await import('./stageSteps.ts')).stageSteps(rest, output);
    case 'commands':
      return await (await import('./stageCommands.ts')).stageCommands(rest);
    default:
      throw new UsageError(
        'Use `trackline stage run [NAME…]` or `trackline stage status`. See `trackline help`.',
      );
  }
}
