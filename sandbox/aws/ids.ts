/** Ids in the shapes AWS uses, drawn from a seeded random so that a run can be repeated. */
export interface Ids {
  /** Lower-case letters and digits, as REST APIs (10), resources, deployments and links (6) have. */
  alphanumeric(length: number): string;
  hexadecimal(length: number): string;
  uuid(): string;
}

const LETTERS_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789';

export function createIds(random: () => number): Ids {
  const draw = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
  const hexadecimal = (length: number) => draw('0123456789abcdef', length);
  return {
    alphanumeric: (length) => draw(LETTERS_AND_DIGITS, length),
    hexadecimal,
    uuid: () => [8, 4, 4, 4, 12].map(hexadecimal).join('-'),
  };
}

/** A small generator (mulberry32) with numbers in [0, 1); equal seeds give equal sequences. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
