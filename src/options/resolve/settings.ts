// From assignments, of option files and argv alike, to every option's value. Pure.

import { everyOption, optionTable, type Settings } from '../table/options.js';
import { defaultOf, parseValue } from '../table/parse-value.js';
import type { Assignment } from '../table/assignment.js';

/**
 * Every option's value: the last word on it counts, a list has them all, the rest is the
 * defaults. Throws `usage` for a bad value.
 */
export function toSettings(assignments: readonly Assignment[]): Settings {
  const settings: Record<string, unknown> = {};
  for (const [name, spec] of everyOption) settings[name] = defaultOf(name, spec);
  for (const { name, value } of assignments) {
    settings[name] = toValue(name, value, settings[name]);
  }
  return settings as Settings;
}

function toValue(name: string, value: Assignment['value'], before: unknown): unknown {
  const spec = optionTable.get(name);
  if (typeof value === 'boolean' || spec === undefined) return value;
  if (spec.kind === 'flag' || spec.kind === 'bundle') return value;
  // Without a value it is asked for.
  if (value === undefined) return spec.kind === 'password' ? true : undefined;
  if (spec.kind === 'list') return [...(before as readonly string[]), value];
  return parseValue(name, spec, value);
}
