/** What can be measured repeatedly; returns the number of rows. */
export type Trial = () => Promise<number>;

/** The times of all runs of a trial. */
export interface Measurement {
  readonly name: string;
  readonly rows: number;
  readonly seconds: readonly number[];
  readonly medianSeconds: number;
}

/**
 * Runs trials one after the other, and all of them again, `repeats` times: what else happens on the machine
 * disturbs all of them alike. One measurement per trial, in their order.
 */
export async function measure(
  trials: Readonly<Record<string, Trial>>,
  repeats: number,
): Promise<Measurement[]> {
  const names = Object.keys(trials);
  const seconds = new Map<string, number[]>(names.map((name) => [name, []]));
  const rows = new Map<string, number>();
  for (let n = 0; n < repeats; n += 1) {
    for (const [name, trial] of Object.entries(trials)) {
      process.stderr.write(`${name}, ${n + 1} of ${repeats}\n`);
      const start = performance.now();
      rows.set(name, await trial());
      seconds.get(name)?.push((performance.now() - start) / 1000);
    }
  }
  return names.map((name) => {
    const times = seconds.get(name) ?? [];
    return { name, rows: rows.get(name) ?? 0, seconds: times, medianSeconds: median(times) };
  });
}

/** The middle one of the numbers, or the mean of the two in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new RangeError("the median of no numbers");
  return (low + high) / 2;
}
