import { sql } from "kysely";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { Database } from "../../../db/connection/database";
import { clientClass, ScramClient } from "../../../db/connection/scram-client";
import {
  CLEAR_TEXT,
  type FakePostgres,
  fakePostgres,
  MD5,
  OK,
  READY,
  SASL,
  saslContinue,
  saslFinal,
} from "../../fake-postgres";

const PASSWORD = "a password";
const urlOf = ({ port }: FakePostgres) =>
  `postgresql://startup:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/startup?require_auth=scram-sha-256`;

/** Answers to a greeting, and the end of the error message. */
const greetings: [string, readonly Buffer[], string][] = [
  ["asks for the password in clear text", [CLEAR_TEXT], "asks for the password in clear text"],
  [
    "asks for the password in clear text and is ready at once",
    [CLEAR_TEXT, OK, READY],
    "asks for the password in clear text",
  ],
  ["asks for the password as MD5", [MD5], "asks for the password as an MD5 hash"],
  ["accepts everybody", [OK, READY], "asks for no password"],
  ["is ready at once", [READY], "asks for no password"],
  ["begins SCRAM and does not finish it", [SASL, OK, READY], "asks for no password"],
];

describe("a client that accepts SCRAM only", () => {
  test.each(greetings)("sends nothing to a server that %s", async (_, greeting, what) => {
    const fake = await fakePostgres((index) => (index === 0 ? greeting : [OK, READY]));
    const db = new Database(urlOf(fake));
    onTestFinished(() => db.destroy());

    await expect(sql`select 'a secret'`.execute(db)).rejects.toThrow(
      `database: the server at 127.0.0.1:${fake.port} must authenticate with SCRAM, and it ${what}; another program listens there, close it`,
    );
    expect(fake.received().replaceAll(/SCRAM-SHA-256[^=]+n=\*,r=[\w+/=]+/g, "")).not.toMatch(
      /secret|a password|md5/,
    );
    expect(fake.received()).not.toContain("select");
  });

  test.each([
    ["another server's signature", saslFinal(`v=${Buffer.alloc(32).toString("base64")}`)],
    ["no signature", saslFinal("x=y")],
    ["no answer to the proof", OK],
  ])("sends no query to a server that answers its proof with %s", async (_, end) => {
    const fake = await fakePostgres((index, sent) => {
      const nonce = /r=(\S+)$/.exec(sent.toString("latin1"))?.[1];
      return (
        [
          [SASL],
          [saslContinue(`r=${nonce}x,s=${Buffer.from("salt").toString("base64")},i=1`)],
          [end, OK, READY],
        ][index] ?? []
      );
    });
    const client = new ScramClient({ connectionString: urlOf(fake) });
    client.on("error", () => undefined);

    const query = client.query("select 'a secret'").catch((thrown) => thrown);
    await expect(client.connect()).rejects.toThrow(/SASL|must authenticate with SCRAM/);
    expect(await query).toBeInstanceOf(Error);
    expect(fake.received()).toContain("p=");
    expect(fake.received()).not.toMatch(/secret|a password/);
    await client.end();
  });
});

test("the tests' own server authenticates with SCRAM, and its URL requires it", async () => {
  const url = inject("serverUrl");
  expect(clientClass(url)).toBe(ScramClient);
  const db = new Database(url);
  onTestFinished(() => db.destroy());
  expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
});

test.each(["postgresql://u:p@host/db", "postgresql://u:p@host/require_auth=scram-sha-256", "/socket db"])(
  "another server may authenticate in any way: %s",
  (url) => expect(clientClass(url)).not.toBe(ScramClient),
);
