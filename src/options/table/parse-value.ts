// The text of an option's value to the value: numbers, sizes, choices, on and off. Pure.

import { TsdumpError } from '../../base/errors.js';
import type { ChoiceSpec, NumberSpec, OptionSpec, SizeSpec, ValueSpec } from './option-spec.js';

const ON = new Set(['1', 'on', 'true', 'yes']);
const OFF = new Set(['0', 'off', 'false', 'no']);

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
const UNIT_BYTES: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** `on`, `off` and their kin. Throws `usage`. */
export function parseSwitch(name: string, text: string): boolean {
  const word = text.toLowerCase();
  if (ON.has(word)) return true;
  if (OFF.has(word)) return false;
  throw new TsdumpError('usage', `--${name} takes no value ${quote(text)}`, {
    hint: `Say --${name}, --skip-${name}, or a value out of 1, 0, on, off, true, false.`,
  });
}

/** The value of any other option. Throws `usage`. */
export function parseValue(name: string, spec: ValueSpec, text: string): string | number {
  if (spec.kind === 'number') return parseNumber(name, spec, text);
  if (spec.kind === 'size') return parseSize(name, spec, text);
  if (spec.kind === 'choice') return parseChoice(name, spec, text);
  return text;
}

/** What an option is when nobody says anything; undefined where that shows. */
export function defaultOf(name: string, spec: OptionSpec): unknown {
  if (spec.kind === 'flag') return spec.default;
  if (spec.kind === 'bundle') return undefined;
  if (spec.kind === 'list' || spec.kind === 'set') return [];
  return spec.default === undefined ? undefined : parseValue(name, spec, spec.default);
}

function parseNumber(name: string, spec: NumberSpec, text: string): number {
  const pattern = spec.fraction === true ? /^(\d+(?:\.\d+)?)([smh]?)$/ : /^(\d+)([smh]?)$/;
  const [, digits, unit = ''] = pattern.exec(text) ?? [];
  const isPlain = unit === '' || spec.duration === true;
  const value = isPlain ? Number(digits) * (UNIT_SECONDS[unit] ?? 1) : Number.NaN;
  if (value >= spec.min && value <= spec.max) return value;
  throw new TsdumpError('usage', `--${name} cannot be ${quote(text)}`, {
    hint: `It takes a number from ${spec.min} to ${spec.max}.`,
  });
}

function parseSize(name: string, spec: SizeSpec, text: string): number {
  const bytes = toBytes(text);
  const fits = bytes >= toBytes(spec.min) && bytes <= toBytes(spec.max);
  if (fits) return bytes - (bytes % (spec.block ?? 1));
  throw new TsdumpError('usage', `--${name} cannot be ${quote(text)}`, {
    hint: `It takes bytes from ${spec.min} to ${spec.max}, with K, M or G if you like.`,
  });
}

/** NaN for what is not a size. */
export function toBytes(text: string): number {
  const [, digits, unit] = /^(\d+)([kmg]?)$/i.exec(text) ?? [];
  return Number(digits) * (UNIT_BYTES[unit?.toLowerCase() ?? ''] ?? Number.NaN);
}

function parseChoice(name: string, spec: ChoiceSpec, text: string): string {
  const word = text.toLowerCase().replaceAll('_', '-');
  if (spec.values.includes(word)) return word;
  throw new TsdumpError('usage', `--${name} cannot be ${quote(text)}`, {
    hint: `It is one of ${spec.values.join(', ')}.`,
  });
}

function quote(text: string): string {
  return JSON.stringify(text);
}
