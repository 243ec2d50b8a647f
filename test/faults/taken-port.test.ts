import net from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../../lib/jupyter/free-port";
import { runCommand } from "../run-command";

/** Listens on a port until the test has finished. */
async function takePort(port: number): Promise<number> {
  const server = net.createServer().listen(port, "127.0.0.1");
  await new Promise((resolve, reject) => server.once("listening", resolve).once("error", reject));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return (server.address() as net.AddressInfo).port;
}

test("npm start says that the port it was given is taken, before it does anything", async () => {
  const port = await takePort(0);
  const nothing = { DATABASE_URL: "postgresql://127.0.0.1:1/none" };
  expect(await runCommand("lib/commands/start.ts", ["--port", String(port)], nothing)).toMatchObject({
    code: 1,
    stdout: "",
    stderr: `port ${port} is taken; name another one with --port, or leave it out\n`,
  });
});

test("without a port given, one that is taken is passed over", async () => {
  const first = await freePort();
  await takePort(first);
  expect(await freePort()).toBeGreaterThan(first);
});
