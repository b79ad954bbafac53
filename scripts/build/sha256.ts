/** SHA-256 (FIPS 180-4) under the part of `node:crypto`'s interface that fingerprints need, for built code that also runs in browsers. */
const fractional = (root: number, prime: number): number => Math.floor((prime ** (1 / root) % 1) * 2 ** 32) | 0;

const PRIMES: readonly number[] = (() => {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < 64; candidate++)
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  return primes;
})();
const ROUNDS = PRIMES.map((prime) => fractional(3, prime));
const START = PRIMES.slice(0, 8).map((prime) => fractional(2, prime));

const rotated = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

const padded = (text: string): DataView => {
  const bytes = new TextEncoder().encode(text);
  const view = new DataView(new ArrayBuffer((((bytes.length + 8) >> 6) + 1) * 64));
  for (const [index, byte] of bytes.entries()) view.setUint8(index, byte);
  view.setUint8(bytes.length, 0x80);
  view.setUint32(view.byteLength - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(view.byteLength - 4, bytes.length << 3);
  return view;
};

const compress = (state: readonly number[], view: DataView, at: number): number[] => {
  const words: number[] = [];
  for (let i = 0; i < 64; i++) {
    if (i < 16) words.push(view.getInt32(at + 4 * i));
    else {
      const [a, b] = [words[i - 15]!, words[i - 2]!];
      const low = rotated(a, 7) ^ rotated(a, 18) ^ (a >>> 3);
      const high = rotated(b, 17) ^ rotated(b, 19) ^ (b >>> 10);
      words.push((words[i - 16]! + low + words[i - 7]! + high) | 0);
    }
  }
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const chosen = (e & f) ^ (~e & g);
    const first = (h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + chosen + ROUNDS[i]! + words[i]!) | 0;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const second = ((rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + majority) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((word, index) => (word + state[index]!) | 0);
};

/** `createHash("sha256").update(text).digest("hex")`, and nothing else of it. */
export const createHash = (_algorithm: "sha256") => ({
  update: (text: string) => ({
    digest: (_encoding: "hex"): string => {
      const view = padded(text);
      let state: readonly number[] = START;
      for (let at = 0; at < view.byteLength; at += 64) state = compress(state, view, at);
      return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
    },
  }),
});
