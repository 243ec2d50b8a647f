import { randomBytes } from "node:crypto";
import { connectionConfig } from "./connection-config";
import { databaseFailure } from "./database-failure";
import { databaseUrl } from "./database-url";
import { clientClass } from "./scram-client";

/**
 * Runs `work` with an empty database on the server in use, and drops it afterwards.
 *
 * @param work is given the URL of the database
 * @throws ExplainedError where the role may not create databases
 */
export async function withTemporaryDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const server = await databaseUrl();
  const name = `temporary_${randomBytes(6).toString("hex")}`;
  // The database's name is what stands between the host and the parameters.
  const url = server.replace(/^(\w+:\/\/[^/?]*)[^?]*/, `$1/${name}`);
  await run(server, `create database ${name}`);
  try {
    return await work(url);
  } finally {
    await run(server, `drop database ${name} with (force)`);
  }
}

async function run(url: string, statement: string): Promise<void> {
  const client = new (clientClass(url))(connectionConfig(url));
  try {
    await client.connect();
    await client.query(statement);
  } catch (thrown) {
    throw databaseFailure(thrown);
  } finally {
    await client.end();
  }
}
