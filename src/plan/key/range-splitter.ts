// Cuts a key into chunks of about the same number of rows, in the order of the key. The span
// of the first column is divided evenly, without looking; then each piece is weighed by a dive
// into the index. Light pieces are joined, heavy ones divided again in the same way, and a
// single value that is heavy by itself is divided along the next column of the key.
//
// A piece costs one dive; a cut one probe more, for the key that is there; a division one.
// Nothing is kept but the way down to the piece in hand.

import { type ChunkSize, correctEstimate } from './chunk-size.js';
import type { Cut } from './range.js';
import type { Bounds, Group, RangeProbe } from './range-probe.js';
import type { KeyColumn } from './column.js';

/** In chunks: a piece with less is joined to the next one, one with more is divided. */
const LIGHT = 0.6;
const HEAVY = 1.75;
/** Enough for a chunk where a heavy piece follows. */
const SPARE = 0.2;
/** So many pieces in a row without a row. */
const HOLES = 2;
/** A piece of a piece of ...: deeper goes no way down to a single key. */
const DEPTH_MAX = 100;
/** Divisions end when there were more probes than this for each chunk there is. */
const PROBES_PER_CHUNK = 8;
/** Where estimates are nonsense: no more chunks than so many times those expected. */
const CHUNKS_OVER = 16;
/** What either limit leaves to any table. */
const LEEWAY = 64;

/** What lies between two guesses, or between the rows around a group. */
interface Stretch {
  readonly group: Group;
  readonly from: Cut | undefined;
  readonly to: Cut | undefined;
  /** In chunks. */
  readonly weight: number;
  readonly depth: number;
  /** Of the stretch of the same column that this is a piece of. */
  readonly outer: Bounds | undefined;
}

/** In a piece; `unknown` where the server cannot weigh it. */
type Found = 'nothing' | 'rows' | 'chunks' | 'unknown';

export class KeyCutter {
  readonly #columns: readonly KeyColumn[];
  readonly #probe: RangeProbe;
  readonly #size: ChunkSize;
  /** Where the chunk in hand begins. */
  #last: Cut | undefined;
  /** Where it might end, after less than it should have. */
  #spare: Cut | undefined;
  /** What lay between it and the end of the last piece. */
  #left = 0;
  #cuts = 0;

  constructor(columns: readonly KeyColumn[], probe: RangeProbe, size: ChunkSize) {
    this.#columns = columns;
    this.#probe = probe;
    this.#size = size;
  }

  /** The cuts between chunks, in order. Each is at a key that exists, as the server wrote it. */
  async *listCuts(): AsyncGenerator<Cut, void> {
    const weight = this.#size.pieces;
    const ends = { from: undefined, to: undefined, outer: undefined };
    yield* this.#divide({ ...ends, group: [], weight, depth: 0 });
  }

  async *#divide(stretch: Stretch): AsyncGenerator<Cut, void> {
    const { group, to, depth } = stretch;
    const column = this.#columns[group.length];
    if (column === undefined || !this.#mayDivide(depth)) return;
    let { from, weight, outer } = stretch;
    if (column.nullable && (from?.values.length ?? 0) <= group.length) {
      const nulls: Cut = { values: [...group, null], side: 'after' };
      yield* this.#pass({ group: nulls.values, from, to: nulls, depth, outer: undefined }, true);
      from = nulls;
    }
    while (weight > HEAVY) {
      const bounds = await this.#probe.readBounds(group, [this.#last, from], to);
      if (bounds === undefined) return;
      if (bounds.same) {
        yield* this.#divideGroup(column, stretch, bounds.least);
        return;
      }
      const piece = { group, depth, outer: bounds };
      let holes = 0;
      let found: Found = 'rows';
      for (const cut of this.#listGuesses(column, { group, weight, outer }, bounds)) {
        if (depth > 0 && !this.#mayDivide(depth)) break;
        found = yield* this.#pass({ ...piece, from, to: cut }, true);
        if (found !== 'unknown') from = cut;
        holes = found === 'nothing' ? holes + 1 : 0;
        if (found === 'chunks' || holes === HOLES) break;
      }
      if ((found !== 'chunks' && holes < HOLES) || !this.#mayDivide(depth)) {
        yield* this.#pass({ ...piece, from, to }, false);
        return;
      }
      // Behind a hole or a heavy piece keys lie otherwise: guesses begin anew.
      weight = (await this.#weigh(to)) ?? 0;
      outer = bounds;
    }
  }

  /** All rows of the stretch have one value: the next column tells them apart. */
  async *#divideGroup(
    column: KeyColumn,
    stretch: Stretch,
    text: string,
  ): AsyncGenerator<Cut, void> {
    const value = attempt(() => column.toLiteral(text));
    if (value === undefined) return;
    const group = [...stretch.group, value];
    yield* this.#divide({
      group,
      from: { values: group, side: 'before' },
      to: { values: group, side: 'after' },
      weight: stretch.weight,
      depth: stretch.depth + 1,
      outer: undefined,
    });
  }

  *#listGuesses(
    column: KeyColumn,
    stretch: Pick<Stretch, 'group' | 'outer' | 'weight'>,
    bounds: Bounds,
  ): Generator<Cut, void> {
    const { group, outer, weight } = stretch;
    const isStuck = bounds.least === outer?.least && bounds.greatest === outer.greatest;
    const guesses = attempt(() =>
      column.guess(bounds.least, bounds.greatest, Math.max(2, weight))[Symbol.iterator](),
    );
    let count = 0;
    for (;;) {
      const next = isStuck ? undefined : attempt(() => guesses?.next());
      if (next === undefined || next.done === true) break;
      count++;
      yield { values: [...group, next.value], side: 'before' };
    }
    // Too alike to tell what lies between them: at least the first one can be set apart.
    const least = count === 0 ? attempt(() => column.toLiteral(bounds.least)) : undefined;
    if (least !== undefined) yield { values: [...group, least], side: 'after' };
  }

  /**
   * Weighs what lies before the end of a piece, divides it if it is too heavy, and cuts there
   * if `ends` and there is enough.
   */
  async *#pass(piece: Omit<Stretch, 'weight'>, ends: boolean): AsyncGenerator<Cut, Found> {
    const { to } = piece;
    let weight = await this.#weigh(to);
    if (weight === undefined) return 'unknown';
    let found: Found = weight > this.#left + 1 / this.#size.rows ? 'rows' : 'nothing';
    if (weight > HEAVY && this.#spare !== undefined) {
      yield* this.#cut(this.#spare);
      weight = (await this.#weigh(to)) ?? 0;
    }
    if (weight > HEAVY) {
      const before = this.#cuts;
      yield* this.#divide({ ...piece, weight, depth: piece.depth + 1 });
      if (this.#cuts > before) {
        weight = (await this.#weigh(to)) ?? 0;
        found = 'chunks';
      }
    }
    this.#left = weight;
    if (!ends || to === undefined) return found;
    if (weight >= LIGHT) yield* this.#cut(to);
    else if (weight >= SPARE) this.#spare = to;
    return found;
  }

  async #weigh(to: Cut | undefined): Promise<number | undefined> {
    if (this.#last === undefined && to === undefined) return this.#size.pieces;
    const rows = await this.#probe.estimate(this.#last, to);
    if (rows === undefined) return undefined;
    return correctEstimate(rows, this.#size) / this.#size.rows;
  }

  /** Only at a key that the server says exists, and after the last cut. */
  async *#cut(wanted: Cut): AsyncGenerator<Cut, void> {
    this.#spare = undefined;
    if (this.#cuts > CHUNKS_OVER * this.#size.pieces + LEEWAY) return;
    const cut = wanted.side === 'after' ? wanted : await this.#settle(wanted);
    if (cut === undefined || isSame(cut, this.#last)) return;
    this.#last = cut;
    this.#left = 0;
    this.#cuts++;
    yield cut;
  }

  async #settle({ values }: Cut): Promise<Cut | undefined> {
    const group = values.slice(0, -1);
    const guess = values.at(-1);
    const column = this.#columns[group.length];
    if (column === undefined || guess === undefined || guess === null) return undefined;
    const text = await this.#probe.readFirst(group, this.#last, guess);
    if (text === undefined) return undefined;
    const value = attempt(() => column.toLiteral(text));
    return value === undefined ? undefined : { values: [...group, value], side: 'before' };
  }

  #mayDivide(depth: number): boolean {
    const chunks = Math.max(this.#size.pieces, this.#cuts);
    return depth <= DEPTH_MAX && this.#probe.asked < LEEWAY + PROBES_PER_CHUNK * chunks;
  }
}

function isSame(left: Cut, right: Cut | undefined): boolean {
  return left.side === right?.side && left.values.join() === right.values.join();
}

/** What the server sent makes no sense: then there is nothing to cut by. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
