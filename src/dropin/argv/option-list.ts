// The option table as mysqldump or mariadb-dump has it: one entry for each name the tool
// knows, in the order it looks names up. Pure.

import type {
  OptionSpec,
  StockSpec,
  StockTool,
  ValueSpec,
} from '../../options/table/option-spec.js';
import { everyOption } from '../../options/table/options.js';
import { defaultOf, parseValue } from '../../options/table/parse-value.js';

/** How a value is written and what it becomes. */
export type StockType =
  /** Takes no value and has none. */
  | { readonly kind: 'bare' }
  | { readonly kind: 'disabled' }
  /** `strict`: a value that is no boolean is OFF instead of being ignored. */
  | { readonly kind: 'flag'; readonly strict: boolean }
  | { readonly kind: 'text' }
  | { readonly kind: 'list' }
  | { readonly kind: 'password' }
  | { readonly kind: 'double' }
  /** An option of our own: its values are ours too. */
  | { readonly kind: 'own'; readonly spec: ValueSpec }
  | {
      readonly kind: 'unsigned';
      readonly bits: 32 | 64;
      readonly min: bigint;
      /** 0 for none. */
      readonly max: bigint;
      readonly block: bigint;
    }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'set'; readonly values: readonly string[] };

export interface StockOption {
  /** Name in the option table, where its value is kept. */
  readonly key: string;
  /** Name as the tool's messages have it. */
  readonly name: string;
  readonly letter: string | undefined;
  readonly type: StockType;
  readonly argument: 'none' | 'optional' | 'required';
  readonly default: unknown;
  /** Options switched where it stands, when it is on. */
  readonly sets: Readonly<Record<string, boolean>>;
  /** Deprecated: the name to use instead. */
  readonly insteadUse: string | undefined;
  /** A value the tool shows among its variables. */
  readonly listed: boolean;
  readonly help: string;
}

/** Every option of the tool, as its own lookup goes through them. */
export function listStockOptions(tool: StockTool): readonly StockOption[] {
  const found: { readonly order: string; readonly option: StockOption }[] = [];
  for (const [key, spec] of everyOption) {
    if (spec.tools !== 'both' && spec.tools !== tool) continue;
    const stock: StockSpec = spec.stock ?? {};
    const names = stock.names?.[tool] ?? [key];
    for (const [index, name] of names.entries()) {
      const option = toStockOption(tool, key, name, spec, stock);
      const insteadUse = index === 0 ? option.insteadUse : names[0];
      const letter = index === 0 ? option.letter : undefined;
      found.push({
        order: (stock.order ?? name).replaceAll('_', '-'),
        option: { ...option, letter, insteadUse },
      });
    }
  }
  found.sort((one, other) => (one.order < other.order ? -1 : 1));
  return found.map(({ option }) => option);
}

/** Options of our own that mean something in a drop-in too. */
const EXTRAS = new Set([
  'read-only',
  'lock-wait',
  'journal-dir',
  'exact-float',
  'exact-text',
  'connect-timeout',
  'kernel',
  'log-level',
  'log-format',
]);

/** The option of our own with that name; the tool's own names come before it. */
export function findExtra(name: string): StockOption | undefined {
  const key = name.replaceAll('_', '-');
  const spec = EXTRAS.has(key) ? everyOption.get(key) : undefined;
  if (spec === undefined || spec.kind === 'bundle') return undefined;
  return {
    key,
    name: key,
    letter: undefined,
    type: spec.kind === 'flag' ? { kind: 'flag', strict: false } : { kind: 'own', spec },
    argument: spec.kind === 'flag' ? 'none' : 'required',
    default: stockDefaultOf(key, spec),
    sets: {},
    insteadUse: undefined,
    listed: false,
    help: spec.help,
  };
}

/** Values of all options where nobody says anything, by their name in the table. */
export function stockDefaults(): Map<string, unknown> {
  return new Map([...everyOption].map(([key, spec]) => [key, stockDefaultOf(key, spec)]));
}

function stockDefaultOf(key: string, spec: OptionSpec): unknown {
  const given = spec.stock?.default;
  if (given === undefined || spec.kind === 'bundle') return defaultOf(key, spec);
  if (spec.kind === 'flag' || typeof given !== 'string') return given;
  return parseValue(key, spec, given);
}

function toStockOption(
  tool: StockTool,
  key: string,
  name: string,
  spec: OptionSpec,
  stock: StockSpec,
): StockOption {
  const type = toType(tool, spec, stock);
  return {
    key,
    name,
    letter: stock.short ?? spec.short,
    type,
    argument: toArgument(type, spec, stock),
    default: stockDefaultOf(key, spec),
    sets: { ...stock.sets, ...stock.setsIn?.[tool] },
    insteadUse: tool === 'mysqldump' ? stock.insteadUse : undefined,
    listed: stock.bare !== true && (stock.unlisted !== true || isShown(tool, type, spec)),
    help: stock.help ?? spec.help,
  };
}

/** What one tool refuses the other may list. */
function isShown(tool: StockTool, type: StockType, spec: OptionSpec): boolean {
  const disabledIn = spec.stock?.disabledIn ?? [];
  return type.kind === 'flag' && disabledIn.length > 0 && !disabledIn.includes(tool);
}

function toType(tool: StockTool, spec: OptionSpec, stock: StockSpec): StockType {
  if (stock.disabledIn?.includes(tool) === true) return { kind: 'disabled' };
  if (stock.bare === true || spec.kind === 'bundle') return { kind: 'bare' };
  switch (spec.kind) {
    case 'flag':
      return { kind: 'flag', strict: stock.strict === true };
    case 'number':
      if (spec.fraction === true) return { kind: 'double' };
      return {
        kind: 'unsigned',
        bits: stock.small === true ? 32 : 64,
        min: BigInt(spec.min),
        max: BigInt(stock.max ?? spec.max),
        block: 1n,
      };
    case 'size':
      return {
        kind: 'unsigned',
        bits: 64,
        min: sizeOf(spec.min),
        max: sizeOf(spec.max),
        block: BigInt(spec.block ?? 1),
      };
    case 'choice': {
      const values = stock.values?.[tool];
      if (values !== undefined) return { kind: 'choice', values };
      const max = BigInt(spec.values.length - 1);
      return { kind: 'unsigned', bits: 32, min: 0n, max, block: 1n };
    }
    case 'set':
      return { kind: 'set', values: spec.values };
    case 'list':
    case 'password':
    case 'text':
      return { kind: spec.kind };
  }
}

function toArgument(type: StockType, spec: OptionSpec, stock: StockSpec): StockOption['argument'] {
  if (type.kind === 'bare') return 'none';
  if (type.kind === 'flag') return type.strict ? 'optional' : 'none';
  if (type.kind === 'disabled') return spec.kind === 'flag' ? 'none' : 'optional';
  if (type.kind === 'password' || stock.optional === true) return 'optional';
  return spec.kind === 'choice' && spec.bare !== undefined ? 'optional' : 'required';
}

function sizeOf(text: string): bigint {
  const [, digits, unit] = /^(\d+)([KMG]?)$/.exec(text) ?? [];
  return BigInt(digits ?? 0) << BigInt(['', 'K', 'M', 'G'].indexOf(unit ?? '') * 10);
}
