import fs from "node:fs";
import path from "node:path";
import { UserError } from "../errors/user-error";
import { isAlive } from "../process/is-alive";
import { EMBEDDED_NAME, newPassword, writeAccess } from "./access";
import { embeddedFailure } from "./embedded-failure";
import { pgCtl } from "./pg-ctl";
import { runningPostmaster } from "./postmaster";
import { giveToRoot, type ServerHome } from "./server-home";
import { runAs, type ServerUser } from "./server-user";

/** The files of one embedded server. */
export interface Cluster {
  readonly folder: string;
  /** The folder of the server's user, as is the log; everything else belongs to who runs this. */
  readonly data: string;
  readonly log: string;
  /** A file of mode 0600 with the URL of the server, its port and its password. */
  readonly url: string;
}

/**
 * The cluster of a home, made if there is none yet. It is built beside its place and renamed into it, so that
 * it is whole or absent: what a killed run left half made is cleared away, and of two processes that build at once
 * one wins and the other uses its work.
 *
 * @throws UserError if `initdb` fails or data that was there is missing
 */
export function ensureCluster(home: ServerHome): Cluster {
  const cluster = clusterOf(home);
  clearHalfMade(home);
  if (home.user && !fs.existsSync(cluster.folder)) moveEarlier(home, home.user, cluster);
  if (!fs.existsSync(cluster.folder)) {
    if (fs.existsSync(home.marker)) throw missing(home, cluster);
    build(home, cluster);
  }
  if (home.user) secure(cluster, home.user);
  if (!fs.existsSync(path.join(cluster.data, "PG_VERSION"))) throw missing(home, cluster);
  if (!fs.existsSync(home.marker)) fs.writeFileSync(home.marker, `${cluster.folder}\n`, { mode: 0o600 });
  return cluster;
}

/** The paths of the cluster of a home, which need not exist. */
export function clusterOf(home: ServerHome): Cluster {
  return clusterAt(path.join(home.folder, "server"));
}

function clusterAt(folder: string): Cluster {
  return {
    folder,
    data: path.join(folder, "data"),
    log: path.join(folder, "log"),
    url: path.join(folder, "url"),
  };
}

function missing({ marker }: ServerHome, { folder, data }: Cluster): UserError {
  const rest = fs.existsSync(folder) ? `move ${folder} elsewhere and ` : "";
  return new UserError(
    `embedded database: its data was in ${data}, and is not there any more; put it back, or ${rest}remove ${marker} to begin with an empty database`,
  );
}

function build(home: ServerHome, cluster: Cluster): void {
  const partial = prepare(home, cluster);
  const password = newPassword();
  const file = path.join(partial.folder, "password");
  fs.writeFileSync(file, password, { mode: 0o600 });
  if (home.user) fs.chownSync(file, home.user.uid, home.user.gid);
  initdb(home, partial, file);
  fs.rmSync(file);
  writeAccess(partial.url, { password, port: undefined });
  putInPlace(home, partial, cluster);
}

/** The folder of a cluster with nothing in it yet, beside its place. */
function prepare({ user }: ServerHome, { folder }: Cluster): Cluster {
  const partial = clusterAt(`${folder}.${process.pid}`);
  fs.mkdirSync(partial.folder, { mode: 0o700 });
  fs.mkdirSync(partial.data, { mode: 0o700 });
  if (user) {
    giveToRoot(partial.folder, user);
    fs.chownSync(partial.data, user.uid, user.gid);
    makeLog(partial, user);
  }
  return partial;
}

function makeLog({ log }: Cluster, user: ServerUser): void {
  fs.writeFileSync(log, "", { mode: 0o600 });
  fs.chownSync(log, user.uid, user.gid);
}

function putInPlace({ user }: ServerHome, partial: Cluster, { folder }: Cluster): void {
  try {
    fs.renameSync(partial.folder, folder);
  } catch (thrown) {
    removeCluster(partial, user);
    if (!fs.existsSync(folder)) throw thrown;
  }
}

function initdb(home: ServerHome, cluster: Cluster, password: string): void {
  // It has a shell run its neighbor `postgres`, whose path it puts between double quotes.
  if (process.platform !== "win32" && /["$`\\]/.test(home.binaries)) {
    throw new UserError(
      `embedded database: the path of its programs must not contain " $ \` or \\, received ${home.binaries}; rename that folder`,
    );
  }
  const options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", `--username=${EMBEDDED_NAME}`];
  const files = [`--pgdata=${cluster.data}`, `--pwfile=${password}`];
  const run = runAs(home.user, path.join(home.binaries, "bin", "initdb"), [...options, ...files]);
  if (run.succeeded) return;
  removeCluster(cluster, home.user);
  throw embeddedFailure(`initdb failed in ${home.folder}`, run.said, "set DATABASE_URL to another Postgres");
}

/** Removes a cluster that is of no use: its user empties the data, and root removes what is empty then. */
function removeCluster({ folder, data }: Cluster, user: ServerUser | undefined): void {
  if (user && fs.existsSync(data)) {
    giveToRoot(folder, user);
    runAs(user, "rm", ["-rf", "--", "data"], { cwd: folder });
    // What is not its user's stays.
    if (fs.readdirSync(data).length > 0) return;
    fs.rmdirSync(data);
  }
  fs.rmSync(folder, { recursive: true, force: true });
}

/** Removes what processes that are no more left half made; one of this process's number was another's, too. */
function clearHalfMade({ folder, user }: ServerHome): void {
  for (const name of fs.readdirSync(folder)) {
    const [, kind, number] = /^(server|binaries)\.(\d+)$/.exec(name) ?? [];
    const pid = Number(number);
    if (!(pid > 0) || (pid !== process.pid && isAlive(pid))) continue;
    if (kind === "server") removeCluster(clusterAt(path.join(folder, name)), user);
    else fs.rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

/** Brings the server from the first of the earlier folders that has one. */
function moveEarlier(home: ServerHome, user: ServerUser, cluster: Cluster): void {
  for (const folder of home.earlier.filter((one) => isOurs(one, user))) {
    giveToRoot(folder, user);
    const from = clusterAt(path.join(folder, "server"));
    if (fs.existsSync(cluster.folder) || !isOurs(from.folder, user)) continue;
    secure(from, user);
    move(home, user, from, cluster);
  }
}

function isOurs(folder: string, user: ServerUser): boolean {
  const found = fs.lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && [0, user.uid].includes(found.uid);
}

/** Earlier versions let the server's user own all of it: what root reads or opens there is made again. */
function secure(cluster: Cluster, user: ServerUser): void {
  if (fs.lstatSync(cluster.folder).uid !== 0) {
    giveToRoot(cluster.folder, user);
    for (const file of [cluster.url, cluster.log]) fs.rmSync(file, { force: true });
  }
  if (!fs.lstatSync(cluster.log, { throwIfNoEntry: false })) makeLog(cluster, user);
}

function move(home: ServerHome, user: ServerUser, from: Cluster, to: Cluster): void {
  try {
    fs.renameSync(from.folder, to.folder);
  } catch (thrown) {
    // Another process has just moved it.
    if (fs.existsSync(to.folder)) return;
    if ((thrown as NodeJS.ErrnoException).code !== "EXDEV") throw thrown;
    copy(home, user, from, to);
  }
}

/** To another disk, where a rename does not reach: the server's user copies its data, complete or not at all. */
function copy(home: ServerHome, user: ServerUser, from: Cluster, to: Cluster): void {
  if (runningPostmaster(from.data, user)) pgCtl(home, from.folder, ["stop"]);
  const partial = prepare(home, to);
  const run = runAs(user, "cp", ["-a", "data/.", partial.data], { cwd: from.folder });
  if (!run.succeeded) {
    removeCluster(partial, user);
    throw embeddedFailure(
      `its data must be copied from ${from.folder} to ${to.folder}`,
      run.said,
      "run this again",
    );
  }
  putInPlace(home, partial, to);
  removeCluster(from, user);
}
