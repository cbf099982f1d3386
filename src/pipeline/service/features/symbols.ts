import { definitionsOf, type PipelineFile } from '../dvc/pipelineFile.ts';
import { asString, get, type Span } from '../yaml/values.ts';

/** Something with a name in a file, for outlines and search. */
export interface FileSymbol {
  readonly name: string;
  readonly kind: 'section' | 'stage' | 'generated' | 'entry';
  /** A few words behind the name: the command, or how many stages there are. */
  readonly detail: string;
  /** All of it. */
  readonly span: Span;
  /** Its name. */
  readonly nameSpan: Span;
  readonly children: readonly FileSymbol[];
}

/** The outline of a dvc.yaml: its sections, the stages, and what these are expanded to. */
export function symbolsOf(pipeline: PipelineFile): FileSymbol[] {
  const { root } = pipeline;
  if (root?.kind !== 'map') return [];
  return root.entries.flatMap(({ key, value }) => {
    const name = asString(key);
    if (name === undefined) return [];
    const children = name === 'stages' ? stageSymbols(pipeline) : entrySymbols(value);
    return [
      {
        name,
        kind: 'section' as const,
        detail: '',
        span: around(key, value),
        nameSpan: key,
        children,
      },
    ];
  });
}

function stageSymbols(pipeline: PipelineFile): FileSymbol[] {
  const byGroup = Map.groupBy(pipeline.stages, ({ group }) => group);
  return definitionsOf(pipeline.root).map(({ name, span, value }) => {
    const stages = byGroup.get(name) ?? [];
    const isGroup = get(value, 'foreach') !== undefined || get(value, 'matrix') !== undefined;
    const whole = around(span, value);
    const children = isGroup
      ? stages.map((stage): FileSymbol => {
          const detail = stage.commands[0] ?? '';
          return {
            name: stage.name,
            kind: 'generated',
            detail,
            span: whole,
            nameSpan: span,
            children: [],
          };
        })
      : [];
    const detail = isGroup ? `${stages.length} stages` : (stages[0]?.commands[0] ?? '');
    return { name, kind: 'stage', detail, span: whole, nameSpan: span, children };
  });
}

function entrySymbols(value: Parameters<typeof get>[0]): FileSymbol[] {
  if (value?.kind !== 'map') return [];
  return value.entries.flatMap((entry) => {
    const name = asString(entry.key);
    if (name === undefined) return [];
    const span = around(entry.key, entry.value);
    return [{ name, kind: 'entry' as const, detail: '', span, nameSpan: entry.key, children: [] }];
  });
}

function around(key: Span, value: Span): Span {
  return { start: key.start, end: Math.max(key.end, value.end) };
}
