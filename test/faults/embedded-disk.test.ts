import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ensureServer, stopServer } from "../../db/embedded/server";
import { query } from "../db/embedded/server-folder";

const mount = (...args: string[]) => spawnSync("mount", args).status === 0;

/** A disk of a few megabytes with a server's folder; server and disk are gone when the test has finished. */
function smallDisk(megabytes: number): { disk: string; folder: string } | undefined {
  const disk = fs.mkdtempSync(path.join(os.tmpdir(), "startup disk "));
  fs.chmodSync(disk, 0o755);
  onTestFinished(() => fs.rmdirSync(disk));
  if (!mount("-t", "tmpfs", "-o", `size=${megabytes}m,mode=755`, "startup-test", disk)) return undefined;
  // Lazily, since the server may still be ending when its pid file is gone.
  onTestFinished(() => void spawnSync("umount", ["--lazy", disk]));
  const folder = path.join(disk, ".postgres");
  onTestFinished(async () => {
    mount("-o", "remount,rw,size=500m", disk);
    if (fs.existsSync(folder)) await stopServer(folder);
  });
  return { disk, folder };
}

const refusal = async (folder: string) =>
  await ensureServer(folder).then(
    () => "",
    (thrown) => thrown.message,
  );
const KEPT = "create table kept as select 42 as value";
const keptIn = async (folder: string) => await query(await ensureServer(folder), "select value from kept");

test("a disk that is full at the first start is reported, and nothing stays on it", async ({ skip }) => {
  const { disk, folder } = smallDisk(10) ?? skip("only root may mount a disk");
  expect(await refusal(folder)).toMatch(
    /^embedded database: initdb failed in .+: could not .+: No space left on device; free some disk space and run this again$/,
  );
  expect(fs.readdirSync(folder)).toEqual([]);
  mount("-o", "remount,size=500m", disk);
  expect(await query(await ensureServer(folder), "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a disk that is full or read-only at a later start loses no data", async ({ skip }) => {
  const { disk, folder } = smallDisk(500) ?? skip("only root may mount a disk");
  await query(await ensureServer(folder), KEPT);
  await stopServer(folder);

  const ballast = path.join(disk, "ballast");
  spawnSync("dd", ["if=/dev/zero", `of=${ballast}`, "bs=4k"]);
  expect(await refusal(folder)).toMatch(
    /^embedded database: .*No space left on device; free some disk space and run this again$/,
  );
  fs.rmSync(ballast);
  expect(await keptIn(folder)).toEqual([{ value: 42 }]);

  await stopServer(folder);
  mount("-o", "remount,ro", disk);
  expect(await refusal(folder)).toMatch(
    /^embedded database: .*Read-only file system; make that disk writable and run this again$/,
  );
  mount("-o", "remount,rw", disk);
  expect(await keptIn(folder)).toEqual([{ value: 42 }]);
});

test("commands work on a disk that becomes full while the server runs", async ({ skip }) => {
  const { disk, folder } = smallDisk(500) ?? skip("only root may mount a disk");
  const url = await ensureServer(folder);
  await query(url, KEPT);
  spawnSync("dd", ["if=/dev/zero", `of=${path.join(disk, "ballast")}`, "bs=4k"]);
  expect(await ensureServer(folder)).toBe(url);
  expect(await keptIn(folder)).toEqual([{ value: 42 }]);
});
