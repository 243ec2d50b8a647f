import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectionConfig } from "../connection-config";
import { ExplainedError, messageOf } from "../explained-error";
import { REQUIRE_SCRAM, ScramClient } from "../scram-client";
import {
  anew,
  type Cluster,
  clusterAt,
  createCluster,
  EMBEDDED_NAME,
  serverEnvironment,
} from "./create-cluster";
import { runningPostmaster, stalePid } from "./postmaster";
import { type ServerHome, serverHome } from "./server-home";
import { unusedPort } from "./unused-port";

const START_SECONDS = 60;

/** What Postgres says while a query of a server that was killed has not yet noticed and still computes. */
const STILL_IN_USE = /shared memory block .* is still in use/;

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
  // A query whose client was killed ends within a second, and gives its locks back.
  client_connection_check_interval: "1s",
};

/**
 * Starts the embedded Postgres unless it runs, and gives the URL of its database `startup`. The server
 * survives the process that started it and is shared by all that ask for it.
 *
 * @param folder another folder than the project's `.postgres`, for a server of its own
 * @returns `postgresql://startup:<password>@127.0.0.1:<port>/startup?sslmode=disable&options=&require_auth=scram-sha-256`
 * @throws ExplainedError where it cannot be started, with the server's own reason
 */
export async function startEmbeddedServer(folder?: string): Promise<string> {
  const home = serverHome(folder);
  const cluster = createCluster(home);
  const deadline = Date.now() + START_SECONDS * 1000;
  let failure = "";
  for (let starts = 0; Date.now() < deadline; ) {
    const running = runningPostmaster(cluster.data);
    if (running?.ready) return await databaseUrl(home, cluster, running.port);
    if (!running && starts === 3) break;
    if (!running) {
      failure = await launch(home, cluster);
      if (STILL_IN_USE.test(failure)) await sleep(200);
      else starts += 1;
    } else await sleep(50);
  }
  throw new ExplainedError(
    `embedded database: Postgres did not start: ${failure || `it was not ready after ${START_SECONDS} s`}; see ${cluster.log}, or ${anew(home)}`,
  );
}

/**
 * Stops the embedded Postgres; what was committed stays on disk.
 *
 * @returns whether it was running
 */
export async function stopEmbeddedServer(folder?: string): Promise<boolean> {
  const home = serverHome(folder);
  const { data } = clusterAt(path.join(home.folder, "server"));
  if (!runningPostmaster(data)) return false;
  const pgCtl = path.join(home.binaries, "bin", "pg_ctl");
  const run = spawnSync(pgCtl, ["stop", "-D", data, "-m", "fast", "-w"], {
    ...home.user,
    cwd: home.folder,
    encoding: "utf8",
    env: serverEnvironment(),
  });
  if (run.status !== 0) {
    throw new ExplainedError(
      `embedded database: it did not stop: ${messageOf(run.error ?? run.stderr)}; try once more`,
    );
  }
  return true;
}

/** Starts the server and waits until it is ready or has ended; gives its last words if it ended. */
async function launch(home: ServerHome, cluster: Cluster): Promise<string> {
  const port = await unusedPort();
  const log = fs.openSync(cluster.log, "a");
  const before = fs.fstatSync(log).size;
  const options = Object.entries({ ...settings, port }).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  const server = spawn(path.join(home.binaries, "bin", "postgres"), ["-D", cluster.data, ...options], {
    ...home.user,
    cwd: home.folder,
    detached: true,
    // A pid file counts as stale for Postgres where it names a parent; see CreateLockFile in its miscinit.c.
    env: { ...serverEnvironment(), PG_GRANDPARENT_PID: stalePid(cluster.data)?.toString() },
    stdio: ["ignore", log, log],
  });
  fs.closeSync(log);
  const ended = endOf(server);
  server.unref();
  while (!ended.reason && !runningPostmaster(cluster.data)?.ready) await sleep(20);
  return ended.reason && (lastWords(cluster.log, before) || ended.reason);
}

function endOf(server: ChildProcess): { reason: string } {
  const ended = { reason: "" };
  server.once("error", (error) => {
    ended.reason = messageOf(error);
  });
  server.once("exit", (code, signal) => {
    ended.reason = `it ended with ${signal ?? `code ${code}`}`;
  });
  return ended;
}

/** Why a server ended, from what it has written since: its last fatal line, or else what it said first. */
function lastWords(log: string, from: number): string {
  const lines = fs.readFileSync(log).subarray(from).toString().split("\n");
  const fatal = lines.filter((line) => /(FATAL|PANIC):/.test(line)).at(-1) ?? lines[0] ?? "";
  return fatal.replace(/^.*(FATAL|PANIC):\s*/, "").trim();
}

/** The URL of the database, which is created on first use. */
async function databaseUrl(home: ServerHome, cluster: Cluster, port: number): Promise<string> {
  const password = fs.readFileSync(cluster.password, "utf8");
  const at = (database: string) =>
    `postgresql://${EMBEDDED_NAME}:${password}@127.0.0.1:${port}/${database}?sslmode=disable&options=&${REQUIRE_SCRAM}`;
  try {
    if (!(await exists(at(EMBEDDED_NAME)))) await createDatabase(at("postgres"));
  } catch (thrown) {
    const isPassword = (thrown as { code?: string }).code === "28P01";
    const wayOut = isPassword ? `put ${cluster.password} back as it was, or ${anew(home)}` : "run this again";
    throw new ExplainedError(
      `embedded database: it runs but refuses the connection: ${messageOf(thrown)}; ${wayOut}`,
      { cause: thrown },
    );
  }
  return at(EMBEDDED_NAME);
}

async function exists(url: string): Promise<boolean> {
  const client = new ScramClient(connectionConfig(url));
  try {
    await client.connect();
    return true;
  } catch (thrown) {
    if ((thrown as { code?: string }).code === "3D000") return false;
    throw thrown;
  } finally {
    await client.end();
  }
}

async function createDatabase(url: string): Promise<void> {
  const client = new ScramClient(connectionConfig(url));
  await client.connect();
  try {
    await client.query(`create database ${EMBEDDED_NAME}`);
  } catch (thrown) {
    // 42P04, or 23505 at the very same moment: another process has created it.
    if (!["42P04", "23505"].includes((thrown as { code?: string }).code ?? "")) throw thrown;
  } finally {
    await client.end();
  }
}
