// A value that a program gave, held against what an option takes; the limits are those of
// the option table. Pure. A value is never shown but for a number or a choice: it may be a
// password.

import { TsdumpError } from '../../base/errors.js';
import { everyOption, type OptionName } from '../table/options.js';
import { toBytes } from '../table/parse-value.js';

/** Returns the value as the dump takes it. Throws `usage`; `path` names the option. */
export type Read<T> = (value: unknown, path: string) => T;

/** One reader for each field of `T`, so that none is forgotten. */
export type Readers<T> = { readonly [Name in keyof T]-?: Read<Exclude<T[Name], undefined>> };

/** `hint` is a full sentence. */
export function refuse(path: string, value: unknown, hint: string): TsdumpError {
  return new TsdumpError('usage', `${path} ${describe(value)}`, { hint });
}

function describe(value: unknown): string {
  if (value === undefined) return 'is missing';
  if (value === null || typeof value === 'number') return `cannot be ${value}`;
  if (Array.isArray(value) && value.length === 0) return 'is empty';
  return `cannot be ${Array.isArray(value) ? 'a list' : `of type ${typeof value}`}`;
}

export const flag: Read<boolean> = (value, path) => {
  if (typeof value === 'boolean') return value;
  throw refuse(path, value, 'It is true or false.');
};

export const text: Read<string> = (value, path) => {
  if (typeof value === 'string') return value;
  // Not the value: a password may be all digits.
  throw new TsdumpError('usage', `${path} is not a string`, { hint: 'Write it as a string.' });
};

/** A path, a host: nothing that an unset variable would give. */
export const name: Read<string> = (value, path) => {
  if (text(value, path) !== '') return value as string;
  throw new TsdumpError('usage', `${path} is empty`, { hint: 'Is a variable not set?' });
};

export const names: Read<readonly string[]> = (value, path) => {
  if (!Array.isArray(value) && !(value instanceof Set))
    throw refuse(path, value, 'It is a list of strings.');
  return [...(value as Iterable<unknown>)].map((each) => name(each, path));
};

export function choice<T extends string | number>(...values: readonly T[]): Read<T> {
  return (value, path) => {
    if (values.includes(value as T)) return value as T;
    const isText = typeof value === 'string';
    const hint = `It is one of ${values.join(', ')}.`;
    if (!isText) throw refuse(path, value, hint);
    throw new TsdumpError('usage', `${path} cannot be ${JSON.stringify(value)}`, { hint });
  };
}

/** What `value` is by its field `by`; the rest of it is read by that. */
export function kindOf<T extends string>(
  value: unknown,
  path: string,
  by: string,
  read: Read<T>,
): T {
  if (typeof value === 'object' && value !== null)
    return read((value as Record<string, unknown>)[by], `${path}.${by}`);
  throw refuse(path, value, `It is an object with ${by}.`);
}

/** A whole number within the limits of `option`, which counts in units of `scale`. */
export function numberOf(option: OptionName, scale: number = 1): Read<number> {
  const spec = everyOption.get(option);
  const isSize = spec?.kind === 'size';
  const limits = spec?.kind === 'number' || isSize ? [spec.min, spec.max] : [];
  const [min = 0, max = 0] = limits.map(
    (limit) => scale * (typeof limit === 'number' ? limit : toBytes(limit)),
  );
  const block = (isSize ? spec.block : undefined) ?? 1;
  return whole(min, max, block);
}

export function whole(min: number, max: number, block: number = 1): Read<number> {
  return (value, path) => {
    if (typeof value === 'number' && value >= min && value <= max && Number.isInteger(value))
      return value - (value % block);
    throw refuse(path, value, `It is a whole number from ${min} to ${max}.`);
  };
}

/** An object of the fields of `readers`, each of which may be left out or undefined. */
export function group<T>(
  readers: Readers<T>,
  dropinOnly: readonly string[] = [],
): Read<Partial<T>> {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw refuse(path, value, `It is an object of ${Object.keys(readers).join(', ')}.`);
    const given = Object.entries(value).filter(([, each]) => each !== undefined);
    const inside = (field: string): string => (path === 'dump' ? field : `${path}.${field}`);
    refuseOfDropin(
      given.map(([field]) => field).filter((field) => dropinOnly.includes(field)),
      inside,
    );
    const fields = given.map(([field, each]): [string, unknown] => {
      if (!Object.hasOwn(readers, field))
        throw new TsdumpError('usage', `${path} has no option ${JSON.stringify(field)}`, {
          hint: `It has: ${Object.keys(readers).join(', ')}.`,
        });
      return [field, (readers[field as keyof T] as Read<unknown>)(each, inside(field))];
    });
    return Object.fromEntries(fields) as Partial<T>;
  };
}

/** What only a drop-in writes would be missing from the dump without a word. */
function refuseOfDropin(asked: readonly string[], inside: (field: string) => string): void {
  if (asked.length === 0) return;
  const what = asked.length === 1 ? 'is an option' : 'are options';
  throw new TsdumpError('usage', `${asked.map(inside).join(', ')} ${what} of the drop-ins alone`, {
    hint: 'Leave it out, or run the command tsdump --compat mysqldump or --compat mariadb-dump.',
  });
}
