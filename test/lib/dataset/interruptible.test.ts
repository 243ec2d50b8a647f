import { expect, test } from "vitest";
import { interruptible } from "../../../lib/dataset/interruptible";

const listeners = () => process.listenerCount("SIGINT");

test("the work's result comes back, and no listener for SIGINT stays", async () => {
  const before = listeners();
  const work = interruptible(undefined, async (signal) => ({
    aborted: signal.aborted,
    listeners: listeners(),
  }));
  expect(await work).toEqual({ aborted: false, listeners: before + 1 });
  expect(listeners()).toBe(before);
});

test("a failure of the work is passed on, and no listener for SIGINT stays", async () => {
  const before = listeners();
  await expect(interruptible(undefined, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(listeners()).toBe(before);
});

test("SIGINT aborts the work's signal and does not end the process", async () => {
  const aborted = interruptible(undefined, async (signal) => {
    process.kill(process.pid, "SIGINT");
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    return signal.aborted;
  });
  expect(await aborted).toBe(true);
});

test("SIGINT once more, as it comes under npm, does not end the process either", async () => {
  const before = listeners();
  const listening = interruptible(undefined, async (signal) => {
    process.kill(process.pid, "SIGINT");
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    return listeners();
  });
  expect(await listening).toBe(before + 1);
});

test("the caller's signal aborts the work's signal", async () => {
  const caller = new AbortController();
  const aborted = interruptible(caller.signal, async (signal) => {
    caller.abort();
    return signal.aborted;
  });
  expect(await aborted).toBe(true);
});
