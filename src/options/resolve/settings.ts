// From assignments, of option files and argv alike, to every option's value. Pure.

import type { OptionSpec } from '../table/option-spec.js';
import { everyOption, type Settings } from '../table/options.js';
import { defaultOf, parseValue } from '../table/parse-value.js';
import type { Assignment } from '../table/assignment.js';

type Specs = ReadonlyMap<string, OptionSpec>;

/**
 * Every option's value: the last word on it counts, a list has them all, the rest is the
 * defaults. Throws `usage` for a bad value.
 */
export function toSettings(assignments: readonly Assignment[]): Settings {
  return fillSettings(everyOption, assignments) as Settings;
}

/** The same for the options of any program. Throws `usage` for a bad value. */
export function fillSettings(
  options: Specs,
  assignments: readonly Assignment[],
): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const [name, spec] of options) settings[name] = defaultOf(name, spec);
  for (const { name, value } of assignments) {
    settings[name] = toValue(name, options.get(name), value, settings[name]);
  }
  return settings;
}

function toValue(
  name: string,
  spec: OptionSpec | undefined,
  value: Assignment['value'],
  before: unknown,
): unknown {
  if (typeof value === 'boolean' || spec === undefined) return value;
  if (spec.kind === 'flag' || spec.kind === 'bundle') return value;
  // Without a value it is asked for.
  if (value === undefined) return spec.kind === 'password' ? true : undefined;
  if (spec.kind === 'list') return [...(before as readonly string[]), value];
  return parseValue(name, spec, value);
}
