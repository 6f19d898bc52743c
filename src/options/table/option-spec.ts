// What the option table can say about an option, under our own name and as a drop-in, and
// the type each kind of option has once parsed. Types only: no names of options, no parsing.

interface SpecBase {
  /** One letter, without the dash. */
  readonly short?: string;
  /** Other long names, older spellings. */
  readonly aliases?: readonly string[];
  /** Long names that mean the opposite of this flag. */
  readonly antonyms?: readonly string[];
  /** One phrase for --help. */
  readonly help: string;
  /** Accepted, but not worth a line of help. */
  readonly hidden?: true;
  /** Must come before every other option, as with the mysql tools. */
  readonly first?: true;
  /** False: only the stock tools have it. */
  readonly own?: false;
  /** Under our own name: what it switches at its place, when it is on. */
  readonly implies?: Readonly<Record<string, boolean>>;
  /** The stock tools that have it; absent where neither does. */
  readonly tools?: 'both' | StockTool;
  /** What differs there. */
  readonly stock?: StockSpec;
}

export type StockTool = 'mysqldump' | 'mariadb-dump';

/** What differs in a drop-in from our own name. */
export interface StockSpec {
  /** Names, spelt as in the tool's messages; those after the first are deprecated. */
  readonly names?: Partial<Readonly<Record<StockTool, readonly string[]>>>;
  /** The default there, where it differs. */
  readonly default?: boolean | string;
  readonly short?: string;
  readonly help?: string;
  /** Takes no value and has none of its own, only `sets`. */
  readonly bare?: true;
  /** Its value may be left out, which changes nothing. */
  readonly optional?: true;
  /** A flag whose value is parsed as any other's: a wrong one is OFF, not ignored. */
  readonly strict?: true;
  /** 32 bits instead of 64 for a number. */
  readonly small?: true;
  readonly min?: string;
  readonly max?: string;
  /** The tool's spellings of a choice, in its order. */
  readonly values?: Partial<Readonly<Record<StockTool, readonly string[]>>>;
  /** Options it sets at its place, when it is on; those the tool does not have are passed over. */
  readonly sets?: Readonly<Record<string, boolean>>;
  /** The same in one of the tools only. */
  readonly setsIn?: Partial<Readonly<Record<StockTool, Readonly<Record<string, boolean>>>>>;
  /** In these tools it exists to be refused. */
  readonly disabledIn?: readonly StockTool[];
  /** Deprecated in mysqldump in favour of this. */
  readonly insteadUse?: string;
  /** Place in mariadb-dump's list, where that is not alphabetical: sorted as if named so. */
  readonly order?: string;
  /** Not listed among the variables of --help: it has no value the tool could show. */
  readonly unlisted?: true;
}

/** `--X`, `--skip-X`, `--X=on`; without a default "not given" stays visible. */
export interface FlagSpec extends SpecBase {
  readonly kind: 'flag';
  readonly default?: boolean;
}

/** A value is required unless `bare` says what the option alone means. */
interface ValueSpecBase extends SpecBase {
  /** Placeholder in --help. */
  readonly arg: string;
  readonly default?: string;
  readonly bare?: string;
  /** What `--skip-X` means, where it means anything. */
  readonly off?: string;
}

export interface TextSpec extends ValueSpecBase {
  readonly kind: 'text';
}

/** Repeatable; every occurrence adds one. */
export interface ListSpec extends ValueSpecBase {
  readonly kind: 'list';
}

export interface NumberSpec extends ValueSpecBase {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  readonly fraction?: true;
  /** Seconds; `s`, `m` and `h` after the number are understood. */
  readonly duration?: true;
}

/** Bytes, with a K, M or G suffix. */
export interface SizeSpec extends ValueSpecBase {
  readonly kind: 'size';
  readonly min: string;
  readonly max: string;
  /** Rounded down to a multiple of this many bytes, as mysqldump does. */
  readonly block?: number;
}

export interface ChoiceSpec extends ValueSpecBase {
  readonly kind: 'choice';
  readonly values: readonly string[];
}

/** Its value may only be attached; without one the user is asked. */
export interface PasswordSpec extends ValueSpecBase {
  readonly kind: 'password';
}

/** Switches several flags at its place. */
export interface BundleSpec extends SpecBase {
  readonly kind: 'bundle';
  readonly of: readonly string[];
}

/** Several out of a list, separated by commas. */
export interface SetSpec extends ValueSpecBase {
  readonly kind: 'set';
  readonly values: readonly string[];
}

export type ValueSpec =
  | TextSpec
  | ListSpec
  | NumberSpec
  | SizeSpec
  | ChoiceSpec
  | SetSpec
  | PasswordSpec;

export type OptionSpec = FlagSpec | BundleSpec | ValueSpec;

type Unless<S, Given, Value> = S extends Given ? Value : Value | undefined;

/** The parsed value of an option with this spec; `true` for "ask for the password". */
export type ValueOf<S> = S extends { kind: 'flag' }
  ? Unless<S, { default: boolean }, boolean>
  : S extends { kind: 'list' | 'set' }
    ? readonly string[]
    : S extends { kind: 'number' | 'size' }
      ? Unless<S, { default: string }, number>
      : S extends { kind: 'choice'; values: readonly (infer V)[] }
        ? Unless<S, { default: string }, V>
        : S extends { kind: 'password' }
          ? string | true | undefined
          : S extends { kind: 'text' }
            ? Unless<S, { default: string }, string>
            : never;
