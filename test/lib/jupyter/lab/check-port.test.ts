import net from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { unusedPort } from "../../../../db/embedded/unused-port";
import { checkPort } from "../../../../lib/jupyter/lab/check-port";

async function take(port: number): Promise<void> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
}

test("a port is refused while something listens on it", async () => {
  const port = await unusedPort();
  await checkPort(port);
  await take(port);
  await expect(checkPort(port)).rejects.toThrow(
    `port ${port} is taken; name another one with --port, or leave it out`,
  );
});

test.each([0, 1023, 65_536, 8888.5, Number.NaN])("%d is no port", async (port) => {
  await expect(checkPort(port)).rejects.toThrow(
    `port must be an integer from 1,024 to 65,535, received ${port}`,
  );
});

test.each([1024, 65_535])("%i is one", async (port) => {
  const refusal = await checkPort(port).catch(String);
  expect([
    undefined,
    `UserError: port ${port} is taken; name another one with --port, or leave it out`,
  ]).toContain(refusal);
});
