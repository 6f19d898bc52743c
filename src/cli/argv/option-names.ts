// From what a user wrote to the option meant: aliases, `_` for `-`, --skip-X and its
// kin, unique prefixes, one-letter names. Pure.

import { TsdumpError } from '../../base/errors.js';
import type { OptionSpec } from '../../options/table/option-spec.js';
import type { Program } from '../../options/table/program.js';

export interface NamedOption {
  readonly name: string;
  readonly spec: OptionSpec;
  /** Written in a form that means the opposite: --skip-X, --disable-X, --no-X. */
  readonly negated: boolean;
}

const SKIP_FORM = /^(skip|disable|no|enable)-(.+)$/;

interface NameIndex {
  readonly long: ReadonlyMap<string, NamedOption>;
  readonly short: ReadonlyMap<string, NamedOption>;
}

const indexes = new WeakMap<Program, NameIndex>();

function indexOf(program: Program): NameIndex {
  const known = indexes.get(program);
  if (known !== undefined) return known;
  const long = new Map<string, NamedOption>();
  const short = new Map<string, NamedOption>();
  for (const [name, spec] of program.options) {
    for (const each of [name, ...(spec.aliases ?? [])])
      long.set(each, { name, spec, negated: false });
    for (const each of spec.antonyms ?? []) long.set(each, { name, spec, negated: true });
    if (spec.short !== undefined) short.set(spec.short, { name, spec, negated: false });
  }
  const index = { long, short };
  indexes.set(program, index);
  return index;
}

export function findShortOption(program: Program, letter: string): NamedOption | undefined {
  return indexOf(program).short.get(letter);
}

/** The option of exactly this name, skip forms included. */
export function findExactOption(program: Program, written: string): NamedOption | undefined {
  const byLongName = indexOf(program).long;
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
export function findOption(program: Program, written: string): NamedOption | undefined {
  const exact = findExactOption(program, written);
  const byLongName = indexOf(program).long;
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
