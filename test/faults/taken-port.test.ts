import net from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { runCommand } from "../run-command";
import { startLab } from "../start-lab";

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
    stderr: `port ${port} is taken; choose another with --port, or omit it\n`,
  });
});

test("JupyterLab passes over a port that is taken, unless it was asked for", {
  timeout: 420_000,
}, async () => {
  // By this test, or already by somebody else.
  await takePort(8888).catch(() => undefined);
  const lab = await startLab();
  const { port } = new URL(lab.url);
  expect(port).not.toBe("8888");
  await expect(startLab({ port: Number(port) })).rejects.toThrow(
    /^Jupyter: JupyterLab ended with code 1: .+ port \d+ is not available; choose another with --port, or omit it$/,
  );
});
