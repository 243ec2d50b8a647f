// db/embedded: the bundled Postgres: its place, programs, user, start and stop. `db/database-url.ts` decides whether it is used.
import fs from "node:fs";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { connectionConfig } from "../connection/connection-config";
import { ScramClient } from "../connection/scram-client";
import { messageOf, UserError } from "../errors/user-error";
import {
  type Cluster,
  clientUrl,
  clusterOf,
  EMBEDDED_NAME,
  ensureCluster,
  newUrl,
  readUrl,
  writeUrl,
} from "./cluster";
import { removeStalePidFile, runningPostmaster } from "./postmaster";
import { embeddedFailure, pgCtl, runProgram } from "./programs";
import { type ServerHome, serverHome } from "./server-home";
import { readAs } from "./server-user";

const START_SECONDS = 60;
/** `pg_ctl` gives up after this time; a server that recovers from a crash takes longer, and is waited for here. */
const PG_CTL_SECONDS = "5";

/** A killed server's query has not noticed yet and still computes, or another process sets a password. */
const STILL_IN_USE = /shared memory block .* is still in use|lock file "postmaster\.pid" already exists/;
/** Another program listens on the port. */
const PORT_TAKEN = /could not create any TCP\/IP sockets/;
/** A server was killed before it wrote its number into the file, or is about to write it. */
const EMPTY_PID_FILE = /postmaster\.pid" is empty/;

/** For a laptop. Commits are on disk when they return; `wal_level=minimal` lets COPY skip the log. */
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
  // Cancels the queries of a killed client within a second, which releases their locks. Windows refuses the setting.
  ...(process.platform === "win32" ? {} : { client_connection_check_interval: "1s" }),
};

/**
 * Starts the embedded Postgres unless it is running. All processes share the server, which outlives them, and it keeps its
 * port while that is free.
 *
 * @param folder another folder than the project's `.postgres`, for a separate server
 * @returns `postgresql://startup:<password>@127.0.0.1:<port>/startup?sslmode=disable&options=&require_auth=scram-sha-256`
 * @throws UserError if it cannot be started, with the server's own reason
 */
export async function ensureServer(folder?: string): Promise<string> {
  try {
    const home = serverHome(folder);
    return await ensureRunning(home, ensureCluster(home));
  } catch (thrown) {
    // Only errors of the file system have a system call.
    if (!(thrown as NodeJS.ErrnoException).syscall) throw thrown;
    const hint = "run this again, or set DATABASE_URL";
    throw embeddedFailure("its folder cannot be used", messageOf(thrown), hint);
  }
}

/** Stops the embedded Postgres, and returns whether it was running. */
export async function stopServer(folder?: string): Promise<boolean> {
  const home = serverHome(folder);
  const cluster = clusterOf(home);
  if (!runningPostmaster(cluster.data, home.user)) return false;
  const failure = stop(home, cluster);
  if (failure) throw embeddedFailure("it did not stop", failure, "run this again");
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
    if (running) {
      const state = running.ready ? await visit(cluster, running.port) : "busy";
      if (typeof state === "object") return state.url;
      isLocked = state === "locked";
      failure = state === "busy" ? "" : stop(home, cluster);
      if (state === "busy") await sleep(50);
      continue;
    }
    if (starts === 3) throw notStarted(home, cluster, failure);
    const isPidFileEmpty = EMPTY_PID_FILE.test(failure);
    if (isPidFileEmpty) await sleep(500);
    removeStalePidFile(cluster.data, !isPidFileEmpty, home.user);
    failure = await start(home, cluster, isLocked, PORT_TAKEN.test(failure));
    if (STILL_IN_USE.test(failure)) await sleep(200);
    else starts += 1;
  }
  if (failure) throw notStarted(home, cluster, failure);
  throw new UserError(
    `embedded database: Postgres is not ready after ${START_SECONDS} s, as it may be after a crash; run this again in a minute, or see ${cluster.log}`,
  );
}

function notStarted({ folder }: ServerHome, { log }: Cluster, failure: string): UserError {
  const hint = `see ${log}, or move ${folder} elsewhere and run \`npm run seed\` to begin with an empty database`;
  return embeddedFailure("Postgres did not start", failure, hint);
}

/** Starts the server and waits until it is ready; returns why if it is not. */
async function start(
  home: ServerHome,
  cluster: Cluster,
  isLocked: boolean,
  isPortTaken: boolean,
): Promise<string> {
  const url = readUrl(cluster);
  // The program that listens on the port may have received the password, or relay what a notebook sends there. (On Windows,
  // `postgres` refuses to run for an administrator, for whom `pg_ctl` starts the server.)
  if (!url || isLocked || (isPortTaken && process.platform !== "win32")) {
    const failure = setPassword(home, cluster);
    if (failure) return failure;
  }
  const port = (!isPortTaken && url?.port) || (await unusedPort());
  const options = Object.entries({ ...settings, port }).map(([name, value]) => `-c ${name}=${value}`);
  const before = fs.lstatSync(cluster.log, { throwIfNoEntry: false })?.size;
  const args = ["start", "-l", "log", "-t", PG_CTL_SECONDS, "-o", options.join(" ")];
  const output = pgCtl(home, cluster.folder, args);
  return output && `${readAs(home.user, cluster.log, before)}\n${output}`;
}

/** Sets a new password while the server is stopped, so that nobody can use the old one meanwhile. */
function setPassword(home: ServerHome, cluster: Cluster): string {
  const url = newUrl();
  const run = runProgram(home, "postgres", ["--single", "-D", "data", "postgres"], {
    cwd: cluster.folder,
    input: `alter role ${EMBEDDED_NAME} password '${url.password}'\n`,
  });
  if (!run.succeeded || /\bERROR:/.test(run.output)) return run.output;
  writeUrl(cluster, url);
  return "";
}

/**
 * Connects to the server on a port, and creates its database the first time.
 *
 * @returns its URL; `busy` if it accepts no connections at the moment, `locked` if the password is unknown, `moved` if its
 *   folder was renamed, after which the server does not find its own programs
 */
async function visit(cluster: Cluster, port: number): Promise<{ url: string } | "busy" | "locked" | "moved"> {
  const known = readUrl(cluster);
  if (!known) return "locked";
  const url = new URL(known);
  url.port = String(port);
  const client = new ScramClient({
    ...connectionConfig(clientUrl(url, "postgres")),
    connectionTimeoutMillis: 10_000,
  });
  // If the server stops, the query fails; without a listener, so would the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ folder: string; created: boolean }>(STATE);
    // On Windows, a folder in use cannot be renamed.
    if (process.platform !== "win32" && rows[0]?.folder !== fs.realpathSync(cluster.data)) return "moved";
    if (!rows[0]?.created) await createDatabase(client);
  } catch (thrown) {
    const { code = "" } = thrown as { code?: string };
    // Another process may have just set a new password.
    if (code === "28P01") return readUrl(cluster)?.password === known.password ? "locked" : "busy";
    if (["57P03", "ECONNREFUSED", "ECONNRESET"].includes(code)) return "busy";
    throw new UserError(
      `embedded database: it runs but refuses the connection: ${messageOf(thrown)}; run this again`,
      { cause: thrown },
    );
  } finally {
    await client.end();
  }
  if (known.port !== url.port) writeUrl(cluster, url);
  return { url: clientUrl(url, EMBEDDED_NAME) };
}

const STATE = `select current_setting('data_directory') as folder,
  exists (select from pg_database where datname = '${EMBEDDED_NAME}') as created`;

async function createDatabase(client: ScramClient): Promise<void> {
  try {
    await client.query(`create database ${EMBEDDED_NAME}`);
  } catch (thrown) {
    // 42P04, or 23505 at the very same moment: another process has created it.
    if (!["42P04", "23505"].includes((thrown as { code?: string }).code ?? "")) throw thrown;
  }
}

/** A port that the system has assigned and released, and so does not assign to others soon. */
export async function unusedPort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
