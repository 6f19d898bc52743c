// argv as users of the mysql tools write it, to a list of plain assignments, and back to the
// one canonical spelling that --print-defaults shows. Pure; no files, no values but on and
// off, so that the order of options is all that matters here.

import { TsdumpError } from '../../base/errors.js';
import { type NamedOption, findOption, findShortOption } from './option-names.js';
import type { OptionSpec } from '../../options/table/option-spec.js';
import type { Program } from '../../options/table/program.js';
import { parseSwitch } from '../../options/table/parse-value.js';
import type { Assignment, NormalArgv } from '../../options/table/assignment.js';

/** Throws `usage`. */
export function normaliseArgv(argv: readonly string[], program: Program): NormalArgv {
  const assignments: Assignment[] = [];
  const names: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string;
    if (word === '--') {
      names.push(...argv.slice(at + 1));
      break;
    }
    if (word.startsWith('--')) at += takeLong(program, word, argv[at + 1], assignments);
    else if (word.startsWith('-') && word !== '-')
      at += takeShorts(program, word, argv[at + 1], assignments);
    else names.push(word);
  }
  refuseLateFileOptions(program, assignments);
  return { assignments, names };
}

/** Returns how many further words were used up. */
function takeLong(
  program: Program,
  word: string,
  next: string | undefined,
  into: Assignment[],
): 0 | 1 {
  const equals = word.indexOf('=');
  const written = word.slice(2, equals === -1 ? undefined : equals);
  const attached = equals === -1 ? undefined : word.slice(equals + 1);
  const option = findOption(program, written);
  if (option === undefined) throw unknownOption(program, `--${written}`);
  if (attached !== undefined || !needsValue(option)) {
    into.push(...assign(option, attached));
    return 0;
  }
  into.push(...assign(option, requireNext(`--${option.name}`, next)));
  return 1;
}

/** `-vx`, `-uroot`, `-u root`, `-pSECRET`: letters until one takes the rest as its value. */
function takeShorts(
  program: Program,
  word: string,
  next: string | undefined,
  into: Assignment[],
): 0 | 1 {
  for (let at = 1; at < word.length; at++) {
    const letter = word[at] as string;
    const option = findShortOption(program, letter);
    if (option === undefined) throw unknownOption(program, `-${letter}`);
    const rest = word.slice(at + 1);
    if (!takesRest(option)) {
      into.push(...assign(option, undefined));
      continue;
    }
    if (rest !== '' || !needsValue(option)) {
      into.push(...assign(option, rest === '' ? undefined : rest));
      return 0;
    }
    into.push(...assign(option, requireNext(`-${letter}`, next)));
    return 1;
  }
  return 0;
}

function takesRest({ spec }: NamedOption): boolean {
  return spec.kind !== 'flag' && spec.kind !== 'bundle';
}

function needsValue({ spec, negated }: NamedOption): boolean {
  if (spec.kind === 'flag' || spec.kind === 'bundle' || spec.kind === 'password') return false;
  return !negated && spec.bare === undefined;
}

/** One written option as assignments; a bundle makes several. Throws `usage`. */
export function assign(
  option: NamedOption,
  text: string | undefined,
  place?: string,
): readonly Assignment[] {
  const { name, spec, negated } = option;
  const origin = place === undefined ? {} : { place };
  if (spec.kind === 'flag' || spec.kind === 'bundle') {
    const value = (text === undefined || parseSwitch(name, text)) !== negated;
    const names = spec.kind === 'bundle' ? spec.of : [name];
    const assigned = names.map((each) => ({ name: each, value, ...origin }));
    return value ? [...assigned, ...listImplied(spec)] : assigned;
  }
  if (negated) return [{ name, value: spec.off, ...origin }];
  if (text === undefined && needsValue(option)) throw missingValue(`--${name}`);
  return [{ name, value: text ?? spec.bare, ...origin }, ...listImplied(spec)];
}

function listImplied({ implies = {} }: OptionSpec): Assignment[] {
  return Object.entries(implies).map(([name, value]) => ({ name, value }));
}

/** The canonical spelling: every value attached, every flag `--X` or `--no-X`. */
export function toCanonicalArgv({ assignments, names }: NormalArgv): string[] {
  return [...assignments.map(toCanonicalWord), ...(names.length > 0 ? ['--', ...names] : [])];
}

function toCanonicalWord({ name, value }: Assignment): string {
  if (value === undefined || value === true) return `--${name}`;
  if (value === false) return name.startsWith('no-') ? `--${name.slice(3)}` : `--no-${name}`;
  return `--${name}=${value}`;
}

function requireNext(written: string, next: string | undefined): string {
  if (next === undefined) throw missingValue(written);
  return next;
}

function missingValue(written: string): TsdumpError {
  return new TsdumpError('usage', `option ${written} needs a value`, {
    hint: 'See --help.',
  });
}

export function unknownOption({ name }: Program, written: string): TsdumpError {
  return new TsdumpError('usage', `unknown option ${written}`, {
    hint: `${name} --help lists them all.`,
  });
}

function refuseLateFileOptions({ options }: Program, assignments: readonly Assignment[]): void {
  const comesFirst = ({ name }: Assignment): boolean => options.get(name)?.first === true;
  const late = assignments.findIndex((assignment) => !comesFirst(assignment));
  const misplaced = late === -1 ? undefined : assignments.slice(late).find(comesFirst);
  if (misplaced === undefined) return;
  throw new TsdumpError('usage', `--${misplaced.name} must come before all other options`, {
    hint: 'Option files are read before the rest of the command line, as with the mysql tools.',
  });
}
