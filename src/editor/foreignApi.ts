import * as v from 'valibot';

/**
 * A check of another extension's object: that it has these methods. The object is passed on as it
 * is, since its methods need it.
 */
export function withMethods<T>(
  ...names: readonly (keyof T & string)[]
): v.GenericSchema<unknown, T> {
  return v.custom<T>(
    (value) =>
      typeof value === 'object' && value !== null && names.every((name) => has(value, name)),
    `not an object with ${names.join(', ')}`,
  );
}

function has(value: object, name: string): boolean {
  return name in value && typeof Reflect.get(value, name) === 'function';
}
