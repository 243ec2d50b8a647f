/** Looks up how many rows a tally has for a key, 0 where it has none. */
export function countsBy<T extends { readonly rows: number }, K>(
  tallies: readonly T[],
  key: (tally: T) => K,
): (key: K) => number {
  const counts = new Map(tallies.map((tally) => [key(tally), tally.rows]));
  return (wanted) => counts.get(wanted) ?? 0;
}

/** A key of several parts; the last ones are numbers, so that no two keys run together. */
export function keyOf(...parts: readonly (string | number)[]): string {
  return parts.join("/");
}
