import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { unusedPort } from "../../../../db/embedded/unused-port";
import { startJupyterLab } from "../../../../lib/jupyter/lab/jupyter-lab";

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
