// Counts the rows in the SQL of a table by reading it as a server would: what is a string, a
// name, a comment, and where a tuple of an INSERT begins. Knows nothing of who wrote it.

const QUOTE = 0x27;
const DOUBLE_QUOTE = 0x22;
const BACKTICK = 0x60;
const BACKSLASH = 0x5c;
const OPEN = 0x28;
const CLOSE = 0x29;
const COMMA = 0x2c;
const DASH = 0x2d;
const SEMICOLON = 0x3b;
const LINE_FEED = 0x0a;
const SPACE = 0x20;
/** First letters of INSERT and REPLACE, the last of VALUES. */
const [I, R, S] = [0x49, 0x52, 0x53];

/** Outside of strings, names and comments. */
const CODE = 0;

export class RowCounter {
  /** Rows that have begun so far. */
  rows = 0;
  /** The byte that ends what we are inside of, or CODE. */
  #until = CODE;
  #isEscaped = false;
  #depth = 0;
  /** First byte of the statement, 0 before it. */
  #first = 0;
  /** The last byte of code that is not a space. */
  #last = 0;

  /** Between two statements, where the SQL of a table may end. */
  get isAtRest(): boolean {
    return this.#until === CODE && this.#first === 0;
  }

  /** The next piece, cut anywhere. */
  add(sql: Uint8Array): void {
    let at = 0;
    while (at < sql.length) at = this.#until === CODE ? this.#read(sql, at) : this.#skip(sql, at);
  }

  /** Code, up to and with what opens a string, a name or a comment. */
  #read(sql: Uint8Array, start: number): number {
    // A field is slow to write once a byte.
    let last = this.#last;
    let at = start;
    for (; at < sql.length && this.#until === CODE; at++) {
      const byte = sql[at] as number;
      if (byte <= SPACE) continue;
      if (this.#first === 0) {
        this.#first = byte;
        // No statement begins like this: `-- ` it is.
        if (byte === DASH) this.#enterComment();
      }
      if (byte < COMMA) {
        if (byte === OPEN) this.#open(last);
        else if (byte === CLOSE) this.#depth--;
        else if (byte === QUOTE || byte === DOUBLE_QUOTE) this.#until = byte;
      } else if (byte === BACKTICK) this.#until = byte;
      else if (byte === SEMICOLON) this.#first = 0;
      last = byte;
    }
    this.#last = last;
    return at;
  }

  #enterComment(): void {
    this.#first = 0;
    this.#until = LINE_FEED;
  }

  /** A list of columns has the table's name before it. */
  #open(last: number): void {
    const isInsert = this.#first === I || this.#first === R;
    if (isInsert && this.#depth === 0 && (last === S || last === COMMA)) this.rows++;
    this.#depth++;
  }

  /** The rest of the literal or comment we are inside of. A doubled quote ends it and begins another. */
  #skip(sql: Uint8Array, start: number): number {
    const until = this.#until;
    const escapes = until === QUOTE || until === DOUBLE_QUOTE;
    let at = this.#isEscaped ? start + 1 : start;
    this.#isEscaped = false;
    for (; at < sql.length; at++) {
      const byte = sql[at] as number;
      if (byte === until) {
        this.#until = CODE;
        return at + 1;
      }
      if (escapes && byte === BACKSLASH) at++;
    }
    this.#isEscaped = at > sql.length;
    return sql.length;
  }
}
