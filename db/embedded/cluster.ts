import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { REQUIRE_SCRAM } from "../connection/scram-client";
import { UserError } from "../errors/user-error";
import { isAlive } from "../process/is-alive";
import { runningPostmaster } from "./postmaster";
import { embeddedFailure, pgCtl, runProgram } from "./programs";
import { giveToRoot, putInPlace, type ServerHome } from "./server-home";
import { runAs, type ServerUser } from "./server-user";

/** The user and the database of the embedded server. */
export const EMBEDDED_NAME = "startup";

/** The files of one embedded server. Data and log belong to the server's user, the rest to who runs this. */
export interface Cluster {
  readonly folder: string;
  readonly data: string;
  readonly log: string;
  /** A file of mode 0600 with the URL of the server, its port and its password. */
  readonly url: string;
}

/**
 * The cluster of a home, created if it has none. It is built under another name and then renamed, so that it is complete or
 * absent: of two processes that build at once, one is first and the other uses its cluster.
 *
 * @throws UserError if `initdb` fails, or if data that existed is missing
 */
export function ensureCluster(home: ServerHome): Cluster {
  const cluster = clusterOf(home);
  removePartialBuilds(home);
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
  const file = (name: string) => path.join(folder, name);
  return { folder, data: file("data"), log: file("log"), url: file("url") };
}

function missing({ marker }: ServerHome, { folder, data }: Cluster): UserError {
  const rest = fs.existsSync(folder) ? `move ${folder} elsewhere and ` : "";
  return new UserError(
    `embedded database: its data was in ${data}, and is missing; restore it, or ${rest}remove ${marker} to begin with an empty database`,
  );
}

function build(home: ServerHome, cluster: Cluster): void {
  const partial = prepare(home, cluster);
  const url = newUrl();
  const file = path.join(partial.folder, "password");
  fs.writeFileSync(file, url.password, { mode: 0o600 });
  if (home.user) fs.chownSync(file, home.user.uid, home.user.gid);
  initdb(home, partial, file);
  fs.rmSync(file);
  writeUrl(partial, url);
  putInPlace(partial.folder, cluster.folder, () => removeCluster(partial, home.user));
}

/** An empty cluster under another name, which contains the number of this process. */
function prepare({ user }: ServerHome, { folder }: Cluster): Cluster {
  const partial = clusterAt(`${folder}.${process.pid}`);
  fs.mkdirSync(partial.folder, { mode: 0o700 });
  fs.mkdirSync(partial.data, { mode: 0o700 });
  if (user) {
    giveToRoot(partial.folder, user);
    fs.chownSync(partial.data, user.uid, user.gid);
    createLog(partial, user);
  }
  return partial;
}

function createLog({ log }: Cluster, user: ServerUser): void {
  fs.writeFileSync(log, "", { mode: 0o600 });
  fs.chownSync(log, user.uid, user.gid);
}

function initdb(home: ServerHome, cluster: Cluster, passwordFile: string): void {
  // initdb passes the path of `postgres` to a shell in double quotes.
  if (process.platform !== "win32" && /["$`\\]/.test(home.binaries)) {
    throw new UserError(
      `embedded database: the path of its programs must not contain " $ \` or \\, received ${home.binaries}; rename that folder`,
    );
  }
  const options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", `--username=${EMBEDDED_NAME}`];
  const files = [`--pgdata=${cluster.data}`, `--pwfile=${passwordFile}`];
  const run = runProgram(home, "initdb", [...options, ...files]);
  if (run.succeeded) return;
  removeCluster(cluster, home.user);
  throw embeddedFailure(
    `initdb failed in ${home.folder}`,
    run.output,
    "set DATABASE_URL to another Postgres",
  );
}

/** Removes a cluster. The server's user empties its data, and root removes only what is empty then. */
function removeCluster({ folder, data }: Cluster, user: ServerUser | undefined): void {
  if (user && fs.existsSync(data)) {
    giveToRoot(folder, user);
    runAs(user, "rm", ["-rf", "--", "data"], { cwd: folder });
    // Files of other users remain.
    if (fs.readdirSync(data).length > 0) return;
    fs.rmdirSync(data);
  }
  fs.rmSync(folder, { recursive: true, force: true });
}

/** Removes partial builds left by dead processes, or by one that had this process's number before. */
function removePartialBuilds({ folder, user }: ServerHome): void {
  for (const name of fs.readdirSync(folder)) {
    const [, kind, number] = /^(server|binaries)\.(\d+)$/.exec(name) ?? [];
    const pid = Number(number);
    if (!(pid > 0) || (pid !== process.pid && isAlive(pid))) continue;
    if (kind === "server") removeCluster(clusterAt(path.join(folder, name)), user);
    else fs.rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

/** Moves the server from the first of the earlier folders that has one. */
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

/** In earlier versions everything belonged to the server's user: recreates what root reads or opens. */
function secure(cluster: Cluster, user: ServerUser): void {
  if (fs.lstatSync(cluster.folder).uid !== 0) {
    giveToRoot(cluster.folder, user);
    for (const file of [cluster.url, cluster.log]) fs.rmSync(file, { force: true });
  }
  if (!fs.lstatSync(cluster.log, { throwIfNoEntry: false })) createLog(cluster, user);
}

function move(home: ServerHome, user: ServerUser, from: Cluster, to: Cluster): void {
  try {
    fs.renameSync(from.folder, to.folder);
  } catch (thrown) {
    // Another process has just moved it.
    if (fs.existsSync(to.folder)) return;
    if ((thrown as NodeJS.ErrnoException).code !== "EXDEV") throw thrown;
    copyToOtherDisk(home, user, from, to);
  }
}

function copyToOtherDisk(home: ServerHome, user: ServerUser, from: Cluster, to: Cluster): void {
  if (runningPostmaster(from.data, user)) pgCtl(home, from.folder, ["stop"]);
  const partial = prepare(home, to);
  const run = runAs(user, "cp", ["-a", "data/.", partial.data], { cwd: from.folder });
  if (!run.succeeded) {
    removeCluster(partial, user);
    const what = `its data must be copied from ${from.folder} to ${to.folder}`;
    throw embeddedFailure(what, run.output, "run this again");
  }
  putInPlace(partial.folder, to.folder, () => removeCluster(partial, user));
  removeCluster(from, user);
}

/** @param port that of the last start, none before the first */
function serverUrl(password: string, port = ""): URL {
  return new URL(`postgresql://${EMBEDDED_NAME}:${password}@127.0.0.1:${port}/${EMBEDDED_NAME}`);
}

/** A URL with a new password. */
export function newUrl(): URL {
  return serverUrl(randomBytes(24).toString("base64url"));
}

/** `undefined` if the file does not exist or does not contain a URL with a password. */
export function readUrl({ url }: Cluster): URL | undefined {
  const text = fs.existsSync(url) ? fs.readFileSync(url, "utf8").trim() : "";
  if (!URL.canParse(text)) return undefined;
  const { password, port } = new URL(text);
  return password ? serverUrl(password, port) : undefined;
}

/** Replaces the file in one step. */
export function writeUrl({ url: file }: Cluster, url: URL): void {
  const partial = `${file}.${process.pid}`;
  fs.writeFileSync(partial, `${url}\n`, { mode: 0o600 });
  fs.renameSync(partial, file);
}

/** The URL of a database of the server, with the parameters for this project's clients. */
export function clientUrl(url: URL, database: string): string {
  return `${new URL(`/${database}?sslmode=disable&options=&${REQUIRE_SCRAM}`, url)}`;
}
