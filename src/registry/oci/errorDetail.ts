import * as v from 'valibot';

const errorList = v.object({
  errors: v.array(v.looseObject({ code: v.optional(v.string()), message: v.optional(v.string()) })),
});

/** What a registry's own error says; nothing for the pages of proxies in between. */
export function errorDetail(text: string): string {
  try {
    const { errors } = v.parse(errorList, JSON.parse(text));
    return errors.map(({ code, message }) => [code, message].filter(Boolean).join(': ')).join('; ');
  } catch {
    return '';
  }
}
