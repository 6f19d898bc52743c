// Which answers belong to pings: they are sent while a command is under way, and answered in
// turn after it.

export class Pings {
  /** Sent after the command under way. */
  #behind = 0;
  /** Their answers come next. */
  #due = 0;

  /** One more is sent. */
  add(isCommandUnderWay: boolean): void {
    if (isCommandUnderWay) this.#behind++;
    else this.#due++;
  }

  /** The command under way is answered. */
  turn(): void {
    this.#due += this.#behind;
    this.#behind = 0;
  }

  /** Whether a packet that begins with `first` answers one. */
  take(first: number): boolean {
    if (this.#due === 0 || first !== 0) return false;
    this.#due--;
    return true;
  }
}
