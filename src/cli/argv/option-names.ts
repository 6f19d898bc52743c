// From what a user wrote to the option meant: aliases, `_` for `-`, --skip-X and its
// kin, unique prefixes, one-letter names. Pure.

import { TsdumpError } from '../../base/errors.js';
import type { OptionSpec } from '../../options/table/option-spec.js';
import { optionTable } from '../../options/table/options.js';

export interface NamedOption {
  readonly name: string;
  readonly spec: OptionSpec;
  /** Written in a form that means the opposite: --skip-X, --disable-X, --no-X. */
  readonly negated: boolean;
}

const SKIP_FORM = /^(skip|disable|no|enable)-(.+)$/;

const byLongName: ReadonlyMap<string, NamedOption> = indexLongNames();
const byShortName: ReadonlyMap<string, NamedOption> = indexShortNames();

function indexLongNames(): Map<string, NamedOption> {
  const index = new Map<string, NamedOption>();
  for (const [name, spec] of optionTable) {
    for (const long of [name, ...(spec.aliases ?? [])])
      index.set(long, { name, spec, negated: false });
    for (const long of spec.antonyms ?? []) index.set(long, { name, spec, negated: true });
  }
  return index;
}

function indexShortNames(): Map<string, NamedOption> {
  const index = new Map<string, NamedOption>();
  for (const [name, spec] of optionTable)
    if (spec.short !== undefined) index.set(spec.short, { name, spec, negated: false });
  return index;
}

export function findShortOption(letter: string): NamedOption | undefined {
  return byShortName.get(letter);
}

/** The option of exactly this name, skip forms included. */
export function findExactOption(written: string): NamedOption | undefined {
  const long = written.replaceAll('_', '-');
  const named = byLongName.get(long);
  if (named !== undefined) return named;
  const [, form, rest] = SKIP_FORM.exec(long) ?? [];
  const base = rest === undefined ? undefined : byLongName.get(rest);
  return base !== undefined && isNegatable(base) ? applyForm(base, form) : undefined;
}

/**
 * The option of this name or unique prefix, undefined when no option has it.
 * Throws `usage` for a prefix that fits several options.
 */
export function findOption(written: string): NamedOption | undefined {
  const exact = findExactOption(written);
  if (exact !== undefined) return exact;
  const long = written.replaceAll('_', '-');
  const [, form, rest] = SKIP_FORM.exec(long) ?? [];
  const plain = findByPrefix(long, byLongName.entries(), '');
  if (plain !== undefined || rest === undefined) return plain;
  const negatable = [...byLongName].filter(([, option]) => isNegatable(option));
  const base = findByPrefix(rest, negatable, `${form}-`);
  return base === undefined ? undefined : applyForm(base, form);
}

function applyForm(option: NamedOption, form: string | undefined): NamedOption {
  return form === 'enable' ? option : { ...option, negated: !option.negated };
}

function isNegatable({ spec }: NamedOption): boolean {
  if (spec.kind === 'flag' || spec.kind === 'bundle') return true;
  return spec.off !== undefined;
}

function findByPrefix(
  prefix: string,
  names: Iterable<[string, NamedOption]>,
  shownBefore: string,
): NamedOption | undefined {
  const found = [...names].filter(([long]) => long.startsWith(prefix));
  // Two spellings of one option are not ambiguous.
  const meanings = new Set(found.map(([, option]) => `${option.name} ${option.negated}`));
  if (meanings.size < 2) return found[0]?.[1];
  const candidates = found.map(([long]) => `--${shownBefore}${long}`).sort();
  throw new TsdumpError('usage', `ambiguous option --${shownBefore}${prefix}`, {
    hint: `It could be ${candidates.join(', ')}.`,
  });
}
