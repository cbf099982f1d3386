import * as v from 'valibot';

/** How the table can be set up again: by name, and which one a new panel begins with. */
export interface SavedViews {
  readonly views: Readonly<Record<string, unknown>>;
  readonly default?: string;
}

/** What each view holds is the panel's own to read. */
export const savedViewsSchema: v.GenericSchema<unknown, SavedViews> = v.object({
  views: v.record(v.pipe(v.string(), v.maxLength(10_000)), v.unknown()),
  default: v.exactOptional(v.string()),
});
