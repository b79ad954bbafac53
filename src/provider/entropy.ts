const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** 128 bits that follow from a text and look random; four words, each fed by the others. */
const stateOf = (text: string): [number, number, number, number] => {
  let [a, b, c, d] = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ code, 0x239b961b);
    b = c ^ Math.imul(b ^ code, 0xab0e9789);
    c = d ^ Math.imul(c ^ code, 0x38b34ae5);
    d = a ^ Math.imul(d ^ code, 0xa1e38b93);
  }
  return [a | 0, b | 0, c | 0, d | 0];
};

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");

/**
 * Values that look random and follow from a seed, by the generator sfc32; nothing in a test bench is worth more. One
 * for each request, seeded by what the request says, so that it does not matter in which order concurrent requests
 * arrive.
 */
export class Entropy {
  readonly #seed: string;
  #state: [number, number, number, number] | null = null;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** The next 32 bits, as a signed number. */
  #word(): number {
    if (this.#state === null) {
      this.#state = stateOf(this.#seed);
      for (let round = 0; round < 12; round++) this.#word();
    }
    const state = this.#state;
    const sum = (state[0] + state[1] + state[3]) | 0;
    state[3] = (state[3] + 1) | 0;
    state[0] = state[1] ^ (state[1] >>> 9);
    state[1] = (state[2] + (state[2] << 3)) | 0;
    state[2] = (((state[2] << 21) | (state[2] >>> 11)) + sum) | 0;
    return sum;
  }

  /** A UUID of version 4 (RFC 9562) in lower case. */
  uuid(): string {
    const second = hex((this.#word() & 0xffff0fff) | 0x4000);
    const third = hex((this.#word() & 0x3fffffff) | 0x80000000);
    const head = `${hex(this.#word())}-${second.slice(0, 4)}-${second.slice(4)}`;
    return `${head}-${third.slice(0, 4)}-${third.slice(4)}${hex(this.#word())}`;
  }

  /** A text of letters and digits, or of the characters given. */
  text(length: number, alphabet: string = ALPHANUMERIC): string {
    const codes: number[] = [];
    for (let index = 0; index < length; index++)
      codes.push(alphabet.charCodeAt((this.#word() >>> 0) % alphabet.length));
    return String.fromCharCode(...codes);
  }

  /** A number of so many digits, none of them a leading zero, as text. */
  digits(length: number): string {
    return this.text(1, "123456789") + this.text(length - 1, "0123456789");
  }
}
