import fs from "node:fs";

/** What the title of a test says if it is skipped. */
export const isLinux = process.platform === "linux";

/** The addresses, as in `127.0.0.1:8888`, that the processes listen on; all processes where none are given. */
export function listeningAddresses(pids?: readonly number[]): string[] {
  const own = pids && new Set(pids.flatMap(socketInodes));
  return ["tcp", "tcp6"].flatMap((protocol) => {
    const lines = fs.readFileSync(`/proc/net/${protocol}`, "utf8").trim().split("\n").slice(1);
    const fields = lines.map((line) => line.trim().split(/\s+/));
    const LISTEN = "0A";
    return fields
      .filter(([, , , state, , , , , , inode = ""]) => state === LISTEN && (!own || own.has(inode)))
      .map(([, local = ""]) => addressOf(local));
  });
}

/** The process and all that it started, and those started. */
export function processTree(pid: number): number[] {
  const parents = fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: parentOf(name) }));
  const below = (of: number): number[] => [
    of,
    ...parents.filter(({ parent }) => parent === of).flatMap((child) => below(child.pid)),
  ];
  return below(pid);
}

function parentOf(pid: string): number {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return 0; // the process has ended
  }
}

function socketInodes(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return fs.readdirSync(folder).flatMap((name) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(fs.readlinkSync(`${folder}/${name}`))?.[1] ?? [];
    } catch {
      return []; // closed meanwhile
    }
  });
}

/** `0100007F:22B8` as `127.0.0.1:8888`: the bytes of each group of four in the order of the machine, the port in hex. */
function addressOf(local: string): string {
  const [host = "", port = ""] = local.split(":");
  const bytes = Buffer.from(host, "hex");
  const text = bytes.length === 4 ? [...bytes].reverse().join(".") : bytes.swap32().toString("hex");
  return `${text}:${Number.parseInt(port, 16)}`;
}
