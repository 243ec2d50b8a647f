import { expect, test } from "vitest";
import { interruptible } from "../../../lib/dataset/interruptible";

const listeners = () => process.listeners("SIGINT");

/** Runs `work` with the listeners that were added for it, and checks that they are gone in the end. */
async function withAdded<T>(
  given: AbortSignal | undefined,
  work: (signal: AbortSignal, added: NodeJS.SignalsListener[]) => Promise<T>,
): Promise<T> {
  const before = listeners();
  const added = () => listeners().filter((listener) => !before.includes(listener));
  return await interruptible(given, (signal) => work(signal, added())).finally(() =>
    expect(listeners()).toEqual(before),
  );
}

test.each([undefined, new AbortController().signal])(
  "while work runs SIGINT aborts its signal, even if it comes twice, as under npm",
  async (given) => {
    const result = await withAdded(given, async (signal, added) => {
      expect(added).toHaveLength(1);
      expect(signal.aborted).toBe(false);
      for (let n = 0; n < 2; n += 1) for (const listener of added) listener("SIGINT");
      expect(signal.aborted).toBe(true);
      return "done";
    });

    expect(result).toBe("done");
  },
);

test("a given signal aborts too", async () => {
  const given = new AbortController();
  await withAdded(given.signal, async (signal) => {
    expect(signal.aborted).toBe(false);
    given.abort();
    expect(signal.aborted).toBe(true);
  });
});

test("a failure of the work is passed on, and no listener stays", async () => {
  await expect(withAdded(undefined, () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
});

test("SIGINT aborts the work's signal and does not end the process", async () => {
  const aborted = interruptible(undefined, async (signal) => {
    process.kill(process.pid, "SIGINT");
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    return signal.aborted;
  });
  expect(await aborted).toBe(true);
});
