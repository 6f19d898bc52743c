// --help and --version of a drop-in, from the option table, laid out as the stock tools
// lay it out: usage, options, and every variable with its value after reading options.

import { readToolVersion } from '../../base/version.js';
import type { StockTool } from '../../options/table/option-spec.js';
import { listStockOptions, type StockOption } from './option-list.js';
import { toolWords } from '../messages/command-line.js';

const HELP_COLUMN = 22;
const HELP_WIDTH = 57;

/** What a help text says of our own default; the tools' stand in the list of values. */
const OWN_DEFAULT = / \(default: [^)]*\)$/;

/** Scripts look at the stock tool's own words here; who it really is stands behind them. */
export function buildStockVersion(tool: StockTool): string {
  return `${toolWords[tool].version} (tsdump ${readToolVersion()})`;
}

/** `values` as they are where --help stands. */
export function buildStockHelp(tool: StockTool, values: ReadonlyMap<string, unknown>): string {
  const options = listStockOptions(tool);
  return [
    buildStockVersion(tool),
    ...toolWords[tool].usage,
    '',
    ...options.flatMap(describeOption),
    '',
    ...describeVariables(options, values),
    '',
  ].join('\n');
}

function describeOption(option: StockOption): string[] {
  const { name, letter, help, type, argument } = option;
  const long = `--${name.replaceAll('_', '-')}`;
  const value = argument === 'none' || type.kind === 'flag' ? '' : placeholder(option);
  const head = `  ${letter === undefined ? '' : `-${letter}, `}${long}${value} `;
  const lines = wrap(help.replace(OWN_DEFAULT, ''));
  const indented = lines.map((line) => ' '.repeat(HELP_COLUMN) + line);
  if (head.length <= HELP_COLUMN) indented[0] = head.padEnd(HELP_COLUMN) + (lines[0] ?? '');
  else indented.unshift(head);
  if (type.kind === 'flag' && option.default === true)
    indented.push(
      `${' '.repeat(HELP_COLUMN)}(Defaults to on; use --skip-${long.slice(2)} to disable.)`,
    );
  return indented;
}

function placeholder({ type, argument }: StockOption): string {
  const isNumber = type.kind === 'unsigned' || type.kind === 'double' || type.kind === 'disabled';
  const text = isNumber ? '=#' : '=name';
  return argument === 'optional' ? `[${text}]` : text;
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > HELP_WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function describeVariables(
  options: readonly StockOption[],
  values: ReadonlyMap<string, unknown>,
): string[] {
  const listed = options.filter((option) => option.listed);
  const width = Math.max(34, ...listed.map(({ name }) => name.length + 1));
  return [
    'Variables (--variable-name=value)',
    `${'and boolean options {FALSE|TRUE}'.padEnd(width)}Value (after reading options)`,
    `${'-'.repeat(width - 1)} ${'-'.repeat(74 - width)}`,
    ...listed.map(
      (option) =>
        option.name.replaceAll('_', '-').padEnd(width) + showValue(option, values.get(option.key)),
    ),
  ];
}

function showValue({ type }: StockOption, value: unknown): string {
  if (type.kind === 'flag') return value === true ? 'TRUE' : 'FALSE';
  if (Array.isArray(value)) return value.join(',');
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return type.kind === 'unsigned' || type.kind === 'double' ? '0' : '(No default value)';
}
