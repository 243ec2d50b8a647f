import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { ExplainedError } from "../explained-error";
import type { ServerHome } from "./server-home";

/** The files of one embedded server. */
export interface Cluster {
  readonly data: string;
  /** A file of mode 0600 with the password of the user `startup`. */
  readonly password: string;
  readonly log: string;
}

/** The user and the database of the embedded server. */
export const EMBEDDED_NAME = "startup";

/**
 * The cluster of a home, made where there is none. It is built beside its place and renamed into it, so
 * that it is whole or absent: what a killed run left half made is cleared away, and of two processes
 * that build at once one wins and the other uses its work.
 *
 * @throws ExplainedError where `initdb` fails, files are missing or the data was made by another major version of Postgres
 */
export function createCluster(home: ServerHome): Cluster {
  const place = path.join(home.folder, "server");
  clearHalfMade(home.folder);
  // Looked at first: what another process puts there from now on is whole.
  const found = fs.existsSync(place);
  if (!found || !holdsData(place)) {
    if (found) fs.rmSync(place, { recursive: true, force: true });
    build(home, place);
  }
  const cluster = clusterAt(place);
  checkFiles(home, cluster);
  checkVersion(home, cluster);
  return cluster;
}

/** Whether there is anything of a cluster: where a part of it is missing, the rest is not ours to remove. */
function holdsData(place: string): boolean {
  return ["PG_VERSION", "global/pg_control"].some((file) => fs.existsSync(path.join(place, "data", file)));
}

/** The paths of the cluster in a folder, which need not exist. */
export function clusterAt(place: string): Cluster {
  return {
    data: path.join(place, "data"),
    password: path.join(place, "password"),
    log: path.join(place, "log"),
  };
}

function build(home: ServerHome, place: string): void {
  const partial = `${place}.${process.pid}`;
  const cluster = clusterAt(partial);
  fs.mkdirSync(partial, { mode: 0o700 });
  fs.writeFileSync(cluster.password, randomBytes(24).toString("base64url"), { mode: 0o600 });
  fs.writeFileSync(cluster.log, "", { mode: 0o600 });
  if (home.user) {
    for (const file of [partial, cluster.password, cluster.log])
      fs.chownSync(file, home.user.uid, home.user.gid);
  }
  initdb(home, cluster);
  try {
    fs.renameSync(partial, place);
  } catch (thrown) {
    fs.rmSync(partial, { recursive: true });
    if (!fs.existsSync(place)) throw thrown;
  }
}

function initdb(home: ServerHome, cluster: Cluster): void {
  const options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", `--username=${EMBEDDED_NAME}`];
  const files = [`--pgdata=${cluster.data}`, `--pwfile=${cluster.password}`];
  const run = spawnSync(path.join(home.binaries, "bin", "initdb"), [...options, ...files], {
    ...home.user,
    cwd: home.folder,
    encoding: "utf8",
    env: serverEnvironment(),
  });
  if (run.status === 0) return;
  fs.rmSync(path.dirname(cluster.data), { recursive: true, force: true });
  const said = (run.error?.message ?? run.stderr).trim().split("\n").at(-1);
  throw new ExplainedError(
    `embedded database: initdb failed in ${home.folder}: ${said}; free some disk space, or set DATABASE_URL to another Postgres`,
  );
}

/** The environment of the server's programs: nothing of the caller's locale, time zone or PG… variables. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env;
  return { PATH, SystemRoot, LC_ALL: "C", TZ: "UTC" };
}

/** Removes what processes that are no more left half made; one of this process's number was another's, too. */
function clearHalfMade(folder: string): void {
  for (const name of fs.readdirSync(folder)) {
    const pid = Number(/^(?:server|partial-.*)\.(\d+)$/.exec(name)?.[1]);
    if (pid > 0 && (pid === process.pid || !isAlive(pid))) {
      fs.rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
}

function checkFiles(home: ServerHome, { data, password }: Cluster): void {
  for (const file of [path.join(data, "PG_VERSION"), password]) {
    if (fs.existsSync(file)) continue;
    throw new ExplainedError(`embedded database: ${file} is missing; put it back, or ${anew(home)}`);
  }
}

/** The way out where the data is of no use any more. */
export function anew(home: ServerHome): string {
  return `remove ${home.folder} and run \`npm run seed\` to make it anew`;
}

function checkVersion(home: ServerHome, cluster: Cluster): void {
  const made = fs.readFileSync(path.join(cluster.data, "PG_VERSION"), "utf8").trim();
  const run = spawnSync(path.join(home.binaries, "bin", "postgres"), ["--version"], { encoding: "utf8" });
  const have = /(\d+)/.exec(run.stdout)?.[1];
  if (made !== have) {
    throw new ExplainedError(
      `embedded database: ${cluster.data} was made by Postgres ${made || "of an unknown version"}, and Postgres ${have} is installed; ${anew(home)}`,
    );
  }
}
