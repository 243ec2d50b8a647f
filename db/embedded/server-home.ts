import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { ExplainedError } from "../explained-error";
import { projectRoot } from "../project-root";
import { postgresBinaries } from "./binaries";
import { canEnter, type ServerUser, serverUser } from "./server-user";

/** Where the embedded server keeps its data, what it is started from, and as whom. */
export interface ServerHome {
  /** The folder that holds `server/` (data, password and log). */
  readonly folder: string;
  /** The folder of the binaries: `bin`, `lib`, `share`. */
  readonly binaries: string;
  readonly user: ServerUser | undefined;
}

/** The folder of the project that the embedded server uses where it can. */
const defaultFolder = path.join(projectRoot, ".postgres");

/**
 * The home of the embedded server: the ignored folder `.postgres` of the project.
 *
 * Run by root, the server is another user, who often cannot enter a folder of root's such as `/root`.
 * Then data and a copy of the binaries live in a folder of `/var/tmp` that only that user can read.
 *
 * @param folder another folder than `.postgres`, for a server of its own
 * @throws ExplainedError where the folder belongs to somebody else
 */
export function serverHome(folder: string = defaultFolder): ServerHome {
  const user = serverUser();
  const binaries = postgresBinaries();
  makePrivateFolder(folder, user);
  if (!user || (canEnter(user, folder) && canEnter(user, path.join(binaries, "bin")))) {
    return { folder, binaries, user };
  }
  const key = createHash("sha256").update(folder).digest("hex").slice(0, 12);
  const reachable = canEnter(user, folder) ? folder : path.join("/var/tmp", `startup-notebooks-${key}`);
  makePrivateFolder(reachable, user);
  return { folder: reachable, binaries: copyBinaries(binaries, reachable, user), user };
}

function makePrivateFolder(folder: string, user: ServerUser | undefined): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Just made, here or by another process of root at the same moment.
  const isNew = fs.lstatSync(folder).uid === process.getuid?.() && fs.readdirSync(folder).length === 0;
  if (user && isNew) fs.chownSync(folder, user.uid, user.gid);
  const owner = fs.lstatSync(folder).uid;
  const expected = user?.uid ?? process.getuid?.() ?? owner;
  if (owner !== expected) {
    throw new ExplainedError(
      `embedded database: ${folder} belongs to user ${owner}, and user ${expected} is needed; remove that folder, or run this as its owner`,
    );
  }
}

/** Copies the binaries once per version, complete or not at all. */
function copyBinaries(from: string, folder: string, user: ServerUser): string {
  const { version } = JSON.parse(fs.readFileSync(path.join(from, "..", "package.json"), "utf8"));
  const to = path.join(folder, `postgres-${version}`);
  if (fs.existsSync(to)) return to;
  // Not named like the finished copy, whose version may end with a number as a process's number does.
  const partial = path.join(folder, `partial-postgres.${process.pid}`);
  fs.rmSync(partial, { recursive: true, force: true });
  fs.cpSync(from, partial, { recursive: true, verbatimSymlinks: true });
  fs.chownSync(partial, user.uid, user.gid);
  try {
    fs.renameSync(partial, to);
  } catch (thrown) {
    fs.rmSync(partial, { recursive: true });
    if (!fs.existsSync(to)) throw thrown;
  }
  return to;
}
