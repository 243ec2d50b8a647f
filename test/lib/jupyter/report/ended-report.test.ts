import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { withTemporaryFolder } from "../../../../db/process/temporary-folder";
import { withTemporaryDatabase } from "../../../../db/temporary-database";
import { writeWholeFiles } from "../../../../lib/jupyter/execute/whole-files";
import { startChild } from "../../../child-process";
import { roleUrl } from "../../../creating-role";
import { descendants, isRunning } from "../../../processes";
import { temporaryFolder } from "../../../temporary-folder";

const LONG = 420_000;

test.skipIf(process.platform === "win32").each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
  ["SIGKILL", null],
] as const)(
  "a report that is ended by %s leaves no process, no database, no file and the pages as they were",
  { timeout: LONG },
  async (signal, code) => {
    const { url, databases } = await roleUrl();
    const folder = temporaryFolder();
    fs.writeFileSync(path.join(folder, "analysis.html"), "the page of before");
    const { process: report, ended } = startChild(
      "lib/commands/report.ts",
      ["--folder", folder, "--companies", "20"],
      { env: { ...process.env, DATABASE_URL: url } },
    );
    const pid = report.pid ?? 0;
    const kernels = () => descendants(pid).filter(({ command }) => command.includes("kernel.ts"));
    while (kernels().length === 0 && isRunning(pid)) await sleep(100);
    const children = descendants(pid);
    expect(await databases()).toBeGreaterThan(1);

    report.kill(signal);

    const end = await ended;
    if (code) expect({ code: end.code, stdout: end.stdout }).toEqual({ code, stdout: "" });
    if (code)
      expect(end.stderr).toMatch(
        new RegExp(`(^|\\n)report: ended by ${signal}; the pages in .* are unchanged\\n$`),
      );
    while (children.some((child) => isRunning(child.pid))) await sleep(100);
    if (!code) {
      // What is left is removed by the next command of the kind, of which these are the parts.
      vi.stubEnv("DATABASE_URL", url);
      onTestFinished(() => void vi.unstubAllEnvs());
      await withTemporaryDatabase(async () => undefined);
      await withTemporaryFolder(async () => undefined);
      await writeWholeFiles(folder, [], async () => []);
    }
    expect(await databases()).toBe(0);
    expect(fs.readdirSync(os.tmpdir()).filter((name) => name.includes(`${os.hostname()}-${pid}-`))).toEqual(
      [],
    );
    expect(fs.readdirSync(folder)).toEqual(["analysis.html"]);
    expect(fs.readFileSync(path.join(folder, "analysis.html"), "utf8")).toBe("the page of before");
  },
);
