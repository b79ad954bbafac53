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

/** The digit for the lowest four bits, as a UTF-16 unit. */
const digit = (bits: number): number => (bits & 15) + ((bits & 15) < 10 ? 48 : 87);

const DASH = 45;

/** Writes the first so many hexadecimal digits of 32 bits, as UTF-16 units. */
const spell = (word: number, codes: number[], at: number, count: number): void => {
  for (let i = 0; i < count; i++) codes[at + i] = digit(word >>> (28 - 4 * i));
};

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
    const second = (this.#word() & 0xffff0fff) | 0x4000;
    const third = (this.#word() & 0x3fffffff) | 0x80000000;
    const first = this.#word();
    const codes = new Array<number>(36).fill(DASH);
    spell(first, codes, 0, 8);
    spell(second, codes, 9, 4);
    spell(second << 16, codes, 14, 4);
    spell(third, codes, 19, 4);
    spell(third << 16, codes, 24, 4);
    spell(this.#word(), codes, 28, 8);
    return String.fromCharCode(...codes);
  }

  /** A text of letters and digits, or of the characters given. */
  text(length: number, alphabet: string = ALPHANUMERIC): string {
    const codes = new Array<number>(length);
    for (let index = 0; index < length; index++)
      codes[index] = alphabet.charCodeAt((this.#word() >>> 0) % alphabet.length);
    return String.fromCharCode(...codes);
  }

  /** A number of so many digits, none of them a leading zero, as text. */
  digits(length: number): string {
    return this.text(1, "123456789") + this.text(length - 1, "0123456789");
  }
}
