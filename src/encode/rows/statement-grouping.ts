// Which rows share an INSERT: mysqldump's arithmetic (mysqldump-format, section 2.6), so
// that statements break at the same rows for the same --net-buffer-length.

export class StatementGrouping {
  readonly #limitBytes: number;
  readonly #prefixBytes: number;
  readonly #extended: boolean;
  #totalBytes = 0;
  #open = false;

  constructor(limitBytes: number, prefixBytes: number, extended: boolean) {
    this.#limitBytes = limitBytes;
    this.#prefixBytes = prefixBytes;
    this.#extended = extended;
  }

  /** True between the first row of a statement and its semicolon. */
  get open(): boolean {
    return this.#open;
  }

  /** What the statement counts so far, as the limit is counted. */
  get totalBytes(): number {
    return this.#totalBytes;
  }

  /** Takes over what a kernel has counted. */
  resume(totalBytes: number, open: boolean): void {
    this.#totalBytes = totalBytes;
    this.#open = open;
  }

  /** Counts a tuple in; true when it begins a new statement. */
  add(tupleBytes: number): boolean {
    const rowBytes = tupleBytes + 2;
    const joins = this.#open && this.#extended && this.#totalBytes + rowBytes < this.#limitBytes;
    this.#totalBytes = joins ? this.#totalBytes + rowBytes : rowBytes + this.#prefixBytes + 4;
    this.#open = true;
    return !joins;
  }

  close(): void {
    this.#open = false;
    this.#totalBytes = 0;
  }
}
