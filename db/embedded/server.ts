import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectionConfig } from "../connection/connection-config";
import { ScramClient } from "../connection/scram-client";
import { messageOf, UserError } from "../errors/user-error";
import { accessUrl, EMBEDDED_NAME, newPassword, readAccess, writeAccess } from "./access";
import { type Cluster, clusterOf, ensureCluster } from "./cluster";
import { embeddedFailure } from "./embedded-failure";
import { pgCtl } from "./pg-ctl";
import { removeStalePidFile, runningPostmaster } from "./postmaster";
import { type ServerHome, serverHome } from "./server-home";
import { readAs, runAs } from "./server-user";

const START_SECONDS = 60;
/** A server that is not ready by then recovers from a crash: `pg_ctl` goes, and its end is waited for here. */
const PG_CTL_SECONDS = "5";

/** A query of a server that was killed has not yet noticed and still computes, or another process gives it a password. */
const STILL_IN_USE = /shared memory block .* is still in use|lock file "postmaster\.pid" already exists/;
/** Another program listens on the port. */
const PORT_TAKEN = /could not create any TCP\/IP sockets/;
/** A server was killed before it wrote its number into the file, or starts just now. */
const EMPTY_PID_FILE = /postmaster\.pid" is empty/;

/** Sized for a laptop. Data is on disk when a commit returns; `wal_level=minimal` lets COPY skip the log. */
const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  timezone: "UTC",
  max_connections: "100",
  shared_buffers: "256MB",
  work_mem: "64MB",
  maintenance_work_mem: "256MB",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_wal_size: "4GB",
  jit: "off",
  // A query whose client was killed ends within a second, and gives its locks back. Windows refuses the setting.
  ...(process.platform === "win32" ? {} : { client_connection_check_interval: "1s" }),
};

/**
 * Starts the embedded Postgres unless it runs, and gives the URL of its database `startup`. The server
 * survives the process that started it and is shared by all that ask for it. It keeps its port while that is free.
 *
 * @param folder another folder than the project's `.postgres`, for a server of its own
 * @returns `postgresql://startup:<password>@127.0.0.1:<port>/startup?sslmode=disable&options=&require_auth=scram-sha-256`
 * @throws UserError where it cannot be started, with the server's own reason
 */
export async function ensureServer(folder?: string): Promise<string> {
  try {
    const home = serverHome(folder);
    return await ensureRunning(home, ensureCluster(home));
  } catch (thrown) {
    // Of the files.
    const { syscall } = thrown as NodeJS.ErrnoException;
    if (!syscall) throw thrown;
    throw embeddedFailure(
      "its folder cannot be used",
      messageOf(thrown),
      "run this again, or set DATABASE_URL",
    );
  }
}

/**
 * Stops the embedded Postgres; what was committed stays on disk.
 *
 * @returns whether it was running
 */
export async function stopServer(folder?: string): Promise<boolean> {
  const home = serverHome(folder);
  const cluster = clusterOf(home);
  if (!runningPostmaster(cluster.data, home.user)) return false;
  const failure = stop(home, cluster);
  if (failure) throw embeddedFailure("it did not stop", failure, "try once more");
  return true;
}

function stop(home: ServerHome, { folder }: Cluster): string {
  return pgCtl(home, folder, ["stop", "-m", "fast"]);
}

async function ensureRunning(home: ServerHome, cluster: Cluster): Promise<string> {
  const deadline = Date.now() + START_SECONDS * 1000;
  let failure = "";
  let isLocked = false;
  for (let starts = 0; Date.now() < deadline; ) {
    const running = runningPostmaster(cluster.data, home.user);
    if (!running) {
      if (starts === 3) throw notStarted(home, cluster, failure);
      const isPidFileEmpty = EMPTY_PID_FILE.test(failure);
      if (isPidFileEmpty) await sleep(500);
      removeStalePidFile(cluster.data, !isPidFileEmpty, home.user);
      failure = await start(home, cluster, isLocked, PORT_TAKEN.test(failure));
      if (STILL_IN_USE.test(failure)) await sleep(200);
      else starts += 1;
      continue;
    }
    const state = running.ready ? await visit(cluster, running.port) : "busy";
    if (typeof state === "object") return state.url;
    isLocked = state === "locked";
    failure = state === "busy" ? "" : stop(home, cluster);
    if (state === "busy") await sleep(50);
  }
  if (failure) throw notStarted(home, cluster, failure);
  throw new UserError(
    `embedded database: Postgres is not ready after ${START_SECONDS} s, as it may be after a crash; run this again in a minute, or see ${cluster.log}`,
  );
}

function notStarted({ folder }: ServerHome, { log }: Cluster, failure: string): UserError {
  const wayOut = `see ${log}, or move ${folder} elsewhere and run \`npm run seed\` to begin anew`;
  return embeddedFailure("Postgres did not start", failure, wayOut);
}

/** Starts the server and waits until it is ready; returns what was said if it is not. */
async function start(
  home: ServerHome,
  cluster: Cluster,
  isLocked: boolean,
  isPortTaken: boolean,
): Promise<string> {
  const access = readAccess(cluster.url);
  // Whoever has the port now may have heard the password there, or pass on what a notebook sends there. (On Windows
  // `postgres` refuses an administrator, whom `pg_ctl` starts it for.)
  if (!access || isLocked || (isPortTaken && process.platform !== "win32")) {
    const failure = setPassword(home, cluster);
    if (failure) return failure;
  }
  const port = (!isPortTaken && access?.port) || (await unusedPort());
  const options = Object.entries({ ...settings, port }).map(([name, value]) => `-c ${name}=${value}`);
  const before = fs.lstatSync(cluster.log, { throwIfNoEntry: false })?.size;
  const said = pgCtl(home, cluster.folder, [
    "start",
    "-l",
    "log",
    "-t",
    PG_CTL_SECONDS,
    "-o",
    options.join(" "),
  ]);
  return said && `${readAs(home.user, cluster.log, before)}\n${said}`;
}

/** Gives the server a new password while it does not run, so that nobody can use the old one meanwhile. */
function setPassword({ binaries, user }: ServerHome, cluster: Cluster): string {
  const password = newPassword();
  const run = runAs(user, path.join(binaries, "bin", "postgres"), ["--single", "-D", "data", "postgres"], {
    cwd: cluster.folder,
    input: `alter role ${EMBEDDED_NAME} password '${password}'\n`,
  });
  if (!run.succeeded || /\bERROR:/.test(run.said)) return run.said;
  writeAccess(cluster.url, { password, port: undefined });
  return "";
}

/**
 * Looks whether the server on a port can be used, and creates its database the first time.
 *
 * @returns its URL; `busy` if it takes no connections just now, `locked` if the password is not known, `moved` if its
 *   folder has got another name, under which the server does not find its own programs
 */
async function visit(cluster: Cluster, port: number): Promise<{ url: string } | "busy" | "locked" | "moved"> {
  const kept = readAccess(cluster.url);
  if (!kept) return "locked";
  const access = { ...kept, port };
  const client = new ScramClient({
    ...connectionConfig(accessUrl(access, "postgres")),
    connectionTimeoutMillis: 10_000,
  });
  // A server that goes away is told by the query that fails.
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ folder: string; made: boolean }>(STATE);
    // On Windows the name of a folder in use cannot be changed.
    if (process.platform !== "win32" && rows[0]?.folder !== fs.realpathSync(cluster.data)) return "moved";
    if (!rows[0]?.made) await createDatabase(client);
  } catch (thrown) {
    const { code = "" } = thrown as { code?: string };
    // Another process may have just given it a new one.
    if (code === "28P01") return readAccess(cluster.url)?.password === kept.password ? "locked" : "busy";
    if (["57P03", "ECONNREFUSED", "ECONNRESET"].includes(code)) return "busy";
    throw new UserError(
      `embedded database: it runs but refuses the connection: ${messageOf(thrown)}; run this again`,
      { cause: thrown },
    );
  } finally {
    await client.end();
  }
  if (kept.port !== port) writeAccess(cluster.url, access);
  return { url: accessUrl(access, EMBEDDED_NAME) };
}

const STATE = `select current_setting('data_directory') as folder,
  exists (select from pg_database where datname = '${EMBEDDED_NAME}') as made`;

async function createDatabase(client: ScramClient): Promise<void> {
  try {
    await client.query(`create database ${EMBEDDED_NAME}`);
  } catch (thrown) {
    // 42P04, or 23505 at the very same moment: another process has created it.
    if (!["42P04", "23505"].includes((thrown as { code?: string }).code ?? "")) throw thrown;
  }
}

/** A port that the system has just given away and got back: it gives nobody else the same one soon. */
export async function unusedPort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
