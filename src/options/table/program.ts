// What a program's command line can take: its name, and its options in the order of --help.
// tsdump (options.ts) and tsload (load-options.ts) are two of them.

import type { OptionSpec } from './option-spec.js';

export interface OptionGroup {
  /** Heading in --help. */
  readonly title: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
}

export interface Program {
  /** Also its group in option files. */
  readonly name: 'tsdump' | 'tsload';
  readonly groups: readonly OptionGroup[];
  /** Every option it takes, by name. */
  readonly options: ReadonlyMap<string, OptionSpec>;
}

/** Options that only a stock tool has are left out. */
export function defineProgram(name: Program['name'], groups: readonly OptionGroup[]): Program {
  const all = groups.flatMap(({ options }) => Object.entries(options));
  return { name, groups, options: new Map(all.filter(([, spec]) => spec.own !== false)) };
}
