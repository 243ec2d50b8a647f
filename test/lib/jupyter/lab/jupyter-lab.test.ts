import { spawnSync } from "node:child_process";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { unusedPort } from "../../../../db/embedded/server";
import { checkPort, jupyterToken, startJupyterLab } from "../../../../lib/jupyter/lab/jupyter-lab";

test.each([0, 400])("JupyterLab that is ended %i ms after its start leaves no process", async (ms) => {
  const port = await unusedPort();
  const ending = new AbortController();
  const starting = startJupyterLab({
    notebook: "notebooks/analysis.ipynb",
    token: "secret",
    host: "127.0.0.1",
    port,
    openBrowser: false,
    signal: ending.signal,
  });
  const ended = expect(starting).rejects.toThrow(/^JupyterLab was ended while it started$/);
  await sleep(ms);
  ending.abort();
  await ended;
  const running = spawnSync("ps", ["-eww", "-o", "args"], { encoding: "utf8" }).stdout;
  expect(running.split("\n").filter((line) => line.includes(`ServerApp.port=${port}`))).toEqual([]);
});

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
    `port ${port} is taken; choose another with --port, or omit it`,
  );
});

test.each([0, 1023, 65_536, 8888.5, Number.NaN])("%d is no port", async (port) => {
  await expect(checkPort(port)).rejects.toThrow(
    `port must be an integer from 1,024 to 65,535, received ${port}`,
  );
});

test.each([1024, 65_535])("%i is one", async (port) => {
  const refusal = await checkPort(port).catch(String);
  expect([undefined, `UserError: port ${port} is taken; choose another with --port, or omit it`]).toContain(
    refusal,
  );
});

test("without JUPYTER_TOKEN every run has another token", () => {
  expect(jupyterToken("")).toMatch(/^[0-9a-f]{48}$/);
  expect(jupyterToken("")).not.toBe(jupyterToken(""));
});

test.each(["secret", "a+b/c=d#e%f&g h", "pässwörd", "~ÿ", "x"])("%s is a token", (token) => {
  expect(jupyterToken(token)).toBe(token);
});

test.each([
  [" secret", "0020"],
  ["secret\u00a0", "00A0"],
  [" ", "0020"],
  ["line\nline", "000A"],
  ["tab\ttab", "0009"],
  ["del\u007f", "007F"],
  ["c1\u009b31m", "009B"],
  ["日本", "65E5"],
  ["€", "20AC"],
  ["smile 😀", "1F600"],
])("%j, which no browser can send, is refused without being shown", (token, code) => {
  expect(() => jupyterToken(token)).toThrow(
    `JUPYTER_TOKEN must be printable Latin-1 characters without spaces around them, received one with U+${code}; choose another, such as what \`openssl rand -hex 24\` prints`,
  );
});
