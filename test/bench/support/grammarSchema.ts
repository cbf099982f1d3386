import type { Rule } from '../../../src/pipeline/service/grammar/rule.ts';

/** A grammar of ours as a JSON Schema, for a validator that goes by one. */
export function grammarSchema(rule: Rule): Record<string, unknown> {
  switch (rule.is) {
    case 'anything':
      return {};
    case 'text':
      return { type: 'string' };
    case 'boolean':
    case 'integer':
    case 'null':
      return { type: rule.is };
    case 'map':
      return { type: 'object' };
    case 'list':
      return { type: 'array' };
    case 'items':
      return { type: 'array', items: grammarSchema(rule.of) };
    case 'named':
      return { type: 'object', additionalProperties: grammarSchema(rule.values) };
    case 'either':
      return { anyOf: rule.options.map(grammarSchema) };
    case 'chosen':
      return { anyOf: rule.all.map(grammarSchema) };
    case 'exactly':
      return { const: rule.text };
    case 'checksum':
      return { type: ['string', 'integer', 'null'] };
    case 'fields': {
      const fields = Object.entries(rule.fields);
      return {
        type: 'object',
        properties: Object.fromEntries(
          fields.map(([name, field]) => [
            name,
            { ...grammarSchema(field.rule), description: field.doc },
          ]),
        ),
        required: fields.flatMap(([name, { required }]) => (required === true ? [name] : [])),
        additionalProperties: rule.open === true,
      };
    }
  }
}
