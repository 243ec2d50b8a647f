import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ensureServer } from "../../db/embedded/server";
import { makeServerFolder, query } from "../db/embedded/server-folder";
import { runCommand } from "../run-command";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
const unlessOpenssl = hasOpenssl ? "" : " (skipped: no openssl to make certificates with)";

let url = "";
let data = "";
beforeAll(async () => {
  const { folder, remove } = makeServerFolder();
  url = await ensureServer(folder);
  data = path.join(folder, "server", "data");
  if (hasOpenssl) {
    makeCertificate("ours", "IP:127.0.0.1");
    makeCertificate("others", "DNS:other.example");
    fs.writeFileSync(path.join(data, "..", "garbage.crt"), "garbage");
  }
  return remove;
});

/** A certificate that signs itself, in the folder that the server runs in, and its key, as the server wants them. */
function makeCertificate(name: string, host: string): void {
  const [certificate, key] = [path.join(data, `${name}.crt`), path.join(data, `${name}.secret`)];
  const options = ["-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=startup", "-days", "2"];
  execFileSync(
    "openssl",
    ["req", ...options, "-addext", `subjectAltName=${host}`, "-out", certificate, "-keyout", key],
    { stdio: "ignore" },
  );
  const { uid, gid } = fs.statSync(data);
  for (const file of [certificate, key]) fs.chownSync(file, uid, gid);
  fs.chmodSync(key, 0o600);
  fs.copyFileSync(certificate, path.join(data, "..", `${name}.crt`));
}

/** Lets the server encrypt with this certificate, and refuse connections to the database `postgres` without. */
async function serve(name: string): Promise<void> {
  const rules = path.join(data, "pg_hba.conf");
  const before = fs.readFileSync(rules, "utf8");
  if (!before.startsWith("hostnossl"))
    fs.writeFileSync(rules, `hostnossl postgres all all reject\n${before}`);
  for (const setting of [`ssl_cert_file = '${name}.crt'`, `ssl_key_file = '${name}.secret'`, "ssl = on"])
    await query(url, `alter system set ${setting}`);
  await query(url, "select pg_reload_conf(), pg_sleep(0.5)");
}

const UNTRUSTED =
  /^database: self-signed certificate; add sslrootcert=<file of the authority that signed the server's certificate> to DATABASE_URL, or, on a network that you trust, sslmode=no-verify\n$/;
/** The connection stands: what is said comes from the database. */
const CONNECTED =
  /^kpis: the database contains no dataset; generate one with `npm run seed`, or import one with `npm run import`\n$/;

test.skipIf(!hasOpenssl).each<[certificate: string, parameters: string, said: RegExp, environment?: object]>([
  ["ours", "?sslmode=require", UNTRUSTED],
  ["ours", "?sslmode=verify-full", UNTRUSTED],
  ["ours", "", UNTRUSTED, { PGSSLMODE: "require" }],
  ["ours", "?sslmode=require&sslrootcert=FOLDER/ours.crt", CONNECTED],
  ["ours", "?sslmode=no-verify", CONNECTED],
  ["ours", "", CONNECTED, { PGSSLMODE: "no-verify" }],
  [
    "others",
    "?sslmode=require&sslrootcert=FOLDER/others.crt",
    /^database: Hostname\/IP does not match certificate's altnames: .+; that certificate is for another host; correct the host in DATABASE_URL\n$/,
  ],
  [
    "ours",
    "?sslmode=require&sslcert=FOLDER/garbage.crt&sslkey=FOLDER/garbage.crt",
    /^database: .+; a certificate or key that DATABASE_URL names is not valid; correct that file\n$/,
  ],
])(
  `a server with the certificate %s, asked with %j, is reported or used in one line${unlessOpenssl}`,
  async (certificate, parameters, said, environment) => {
    await serve(certificate);
    const search = parameters.replaceAll("FOLDER", encodeURIComponent(path.dirname(data)));
    const DATABASE_URL = Object.assign(new URL(url), { search }).href;
    const run = await runCommand("lib/commands/kpis.ts", [], { ...environment, DATABASE_URL });
    expect(run).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(said) });
  },
);

test.skipIf(!hasOpenssl)(
  `a server that asks for encryption says so if it is missing${unlessOpenssl}`,
  async () => {
    await serve("ours");
    const DATABASE_URL = Object.assign(new URL(url), { pathname: "postgres" }).href;
    const { stderr } = await runCommand("lib/commands/kpis.ts", [], { DATABASE_URL });
    expect(stderr).toMatch(
      /^database: pg_hba.conf rejects .+, no encryption; add sslmode=require to DATABASE_URL\n$/,
    );
  },
);
