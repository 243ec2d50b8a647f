/** Compares bytes that come in pieces with those that are expected, wherever the pieces of either end. */
export class ByteComparison {
  readonly #expected: Iterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  #same = true;

  constructor(expected: Iterable<Buffer>) {
    this.#expected = expected[Symbol.iterator]();
  }

  push(piece: Buffer): void {
    for (let at = 0; this.#same && at < piece.length; ) {
      if (this.#rest.length === 0) this.#same = this.#pull();
      const length = Math.min(this.#rest.length, piece.length - at);
      this.#same &&= this.#rest.compare(piece, at, at + length, 0, length) === 0;
      this.#rest = this.#rest.subarray(length);
      at += length;
    }
  }

  /** Whether all bytes were the expected ones, and no more are expected. */
  end(): boolean {
    return this.#same && this.#rest.length === 0 && !this.#pull();
  }

  /** Takes the next bytes that are expected; whether there are any. */
  #pull(): boolean {
    for (;;) {
      const { done, value } = this.#expected.next();
      if (done) return false;
      if (value.length > 0) {
        this.#rest = value;
        return true;
      }
    }
  }
}
