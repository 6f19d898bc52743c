// What a Node program may ask of --extract, checked as a dump's options are; a name may be
// written as on the command line.

import type { ExtractOptions } from '../../app/inspect/extract-dump.js';
import type { ObjectName } from '../../archive/section-name.js';
import type { OutputOptions } from '../../model/options.js';
import { checkExtract, checkOutput } from './check-options.js';
import type { PartialDumpOptions } from './dump-input.js';
import { readOutput } from './dump-input.js';
import { parseObjectName } from './parse-object-name.js';
import { flag, group, name, type Read, refuse } from './read-value.js';

export interface ExtractInput {
  /** Of the dump. */
  readonly path: string;
  /** `'shop.orders'`, `'shop'`, or an object. */
  readonly names: readonly (string | ObjectName)[];
  /** Create the databases where they are missing, and enter them: the default. */
  readonly entersDatabase?: boolean | undefined;
  readonly output?: PartialDumpOptions['output'];
}

const readName: Read<ObjectName> = (value, path) => {
  if (typeof value === 'string') return parseObjectName(value);
  const given = group<{ schema: string; name: string }>({ schema: name, name })(value, path);
  const schema = name(given.schema, `${path}.schema`);
  return given.name === undefined ? { schema } : { schema, name: given.name };
};

const readNames: Read<readonly ObjectName[]> = (value, path) => {
  if (!Array.isArray(value) || value.length === 0)
    throw refuse(path, value, "It is a list of at least one name, such as 'shop.orders'.");
  return value.map((each, index) => readName(each, `${path}[${index}]`));
};

/** Throws `usage`. */
export function resolveExtract(input: ExtractInput, defaults: OutputOptions): ExtractOptions {
  const given = group<Omit<ExtractOptions, 'output'> & { output: Partial<OutputOptions> }>({
    path: name,
    names: readNames,
    entersDatabase: flag,
    output: readOutput,
  })(input, 'extract');
  const options = {
    path: name(given.path, 'extract.path'),
    names: given.names ?? readNames(undefined, 'extract.names'),
    entersDatabase: given.entersDatabase ?? true,
    output: { ...defaults, ...given.output },
  };
  checkOutput(options.output);
  checkExtract(options);
  return options;
}
