import net from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { unusedPort } from "../../../db/embedded/unused-port";
import { freePort, isFree } from "../../../lib/jupyter/free-port";

async function take(port: number): Promise<void> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
}

test("a port is free until something listens on it", async () => {
  const port = await unusedPort();
  expect(await isFree(port)).toBe(true);
  expect(await freePort(port)).toBe(port);
  await take(port);
  expect(await isFree(port)).toBe(false);
  await expect(freePort(port)).rejects.toThrow(
    `port ${port} is taken; name another one with --port, or leave it out`,
  );
});

test("without a wish it is the first free one of Jupyter's", async () => {
  const port = await freePort();
  expect(port).toBeGreaterThanOrEqual(8888);
  expect(port).toBeLessThanOrEqual(8987);
});

test.each([0, 1023, 65_536, 8888.5, Number.NaN])("%d is no port", async (port) => {
  await expect(freePort(port)).rejects.toThrow(
    `port must be an integer from 1,024 to 65,535, received ${port}`,
  );
});

test.each([1024, 65_535])("%i is one", async (port) => {
  const asked = freePort(port).catch((thrown) => String(thrown));
  expect([
    port,
    `ExplainedError: port ${port} is taken; name another one with --port, or leave it out`,
  ]).toContain(await asked);
});
