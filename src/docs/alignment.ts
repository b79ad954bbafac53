/** A stretch in which two lists differ: where it begins in each and what each has there. */
export interface Difference<A, B> {
  readonly gone: readonly A[];
  readonly come: readonly B[];
}

/** How many cells the table of the alignment may have; longer lists are compared after their common ends are cut off. */
const MOST_CELLS = 4_000_000;

/**
 * The stretches in which two lists differ, so that as much as possible is common to both in its order. What merely moved
 * counts as different here. Lists too long to be aligned differ in one stretch.
 */
export const differences = <A, B>(
  before: readonly A[],
  after: readonly B[],
  keyOfA: (item: A) => string,
  keyOfB: (item: B) => string,
): Difference<A, B>[] => {
  const a = before.map(keyOfA);
  const b = after.map(keyOfB);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const [rows, columns] = [a.length - start - end, b.length - start - end];
  if (rows === 0 && columns === 0) return [];
  const whole = { gone: before.slice(start, a.length - end), come: after.slice(start, b.length - end) };
  if (rows === 0 || columns === 0 || rows * columns > MOST_CELLS) return [whole];
  const width = columns + 1;
  const common = new Uint32Array((rows + 1) * width);
  for (let i = rows - 1; i >= 0; i--)
    for (let j = columns - 1; j >= 0; j--)
      common[i * width + j] =
        a[start + i] === b[start + j]
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
  const found: Difference<A, B>[] = [];
  let stretch: { gone: A[]; come: B[] } = { gone: [], come: [] };
  const close = (): void => {
    if (stretch.gone.length + stretch.come.length > 0) found.push(stretch);
    stretch = { gone: [], come: [] };
  };
  let [i, j] = [0, 0];
  while (i < rows || j < columns) {
    if (i < rows && j < columns && a[start + i] === b[start + j]) {
      close();
      [i, j] = [i + 1, j + 1];
    } else if (j >= columns || (i < rows && (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0)))
      stretch.gone.push(before[start + i++]!);
    else stretch.come.push(after[start + j++]!);
  }
  close();
  return found;
};
