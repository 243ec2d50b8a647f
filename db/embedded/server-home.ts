import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { UserError } from "../errors/user-error";
import { projectRoot } from "../process/project-root";
import { type Programs, postgresBinaries } from "./programs";
import { canEnter, type ServerUser, serverUser } from "./server-user";

/** The place of the embedded server, its programs, and its user. */
export interface ServerHome extends Programs {
  /** The folder of `server/`, which contains data, log, and the URL with the password. */
  readonly folder: string;
  /** A file of the project that exists once the server has data. */
  readonly marker: string;
  /** Folders where an earlier version, or the project at another path, may have left `server/`. */
  readonly earlier: readonly string[];
}

/** Unlike `/tmp` and `/var/tmp`, the system does not clean it. */
const OUTSIDE = "/var/lib/startup-notebooks";

/**
 * The home of the embedded server: the ignored folder `.postgres` of the project, or, if root runs it and the server's user
 * cannot enter that, a folder in `/var/lib/startup-notebooks`. In both, everything except data and log belongs to root.
 *
 * @param folder another folder than `.postgres`, for a separate server
 * @throws UserError if the folder belongs to another user or cannot be made private
 */
export function serverHome(folder = path.join(projectRoot, ".postgres")): ServerHome {
  const user = serverUser();
  const project = createPrivateFolder(folder, user);
  const marker = path.join(project, "made");
  const binaries = postgresBinaries();
  if (!user) return { folder: project, marker, earlier: [], binaries, user };

  const outside = placeOutside(project, marker);
  const home = canEnter(user, project) ? project : (outside ?? newPlaceOutside(project));
  if (home !== project) {
    createPrivateFolder(home, user);
    // Differs if the project was moved.
    if (ownerOf(home) !== project) fs.writeFileSync(path.join(home, "project"), project, { mode: 0o600 });
  }
  return {
    folder: home,
    marker,
    earlier: [project, outside ?? home, formerPlace(folder)].filter((one) => one !== home),
    binaries: canEnter(user, path.join(binaries, "bin")) ? binaries : copyBinaries(binaries, home),
    user,
  };
}

/** Creates the folder, which only its owner can read and the server's user can enter. Returns its real path. */
function createPrivateFolder(folder: string, user: ServerUser | undefined): string {
  const isNew = fs.mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined;
  const real = fs.realpathSync(folder);
  const { uid } = fs.lstatSync(real);
  const me = process.getuid?.() ?? uid;
  if (!isNew && uid !== me && uid !== user?.uid) {
    throw new UserError(
      `embedded database: ${folder} belongs to user ${uid}, and user ${me} is needed; run this as its owner, or move that folder elsewhere`,
    );
  }
  if (process.platform !== "win32" && !makePrivate(real, me, user)) {
    if (isNew) fs.rmdirSync(real);
    throw new UserError(
      `embedded database: ${folder} must be private, and its file system has no owners and permissions (a Windows folder in WSL, a FAT disk); move the project to another disk, or set DATABASE_URL`,
    );
  }
  return real;
}

/** Returns whether it succeeded. */
function makePrivate(folder: string, me: number, user: ServerUser | undefined): boolean {
  const isPrivate = () => {
    const { mode, uid, gid } = fs.lstatSync(folder);
    return uid === me && (mode & 0o777) === (user ? 0o710 : 0o700) && (!user || gid === user.gid);
  };
  if (isPrivate()) return true;
  try {
    if (user) giveToRoot(folder, user);
    else fs.chmodSync(folder, 0o700);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EPERM") throw thrown;
  }
  return isPrivate();
}

/**
 * Gives root a folder that may belong to the server's user, so that nobody else changes what it contains. The folder
 * around it must be root's, or sticky as `/var/tmp` is.
 */
export function giveToRoot(folder: string, user: ServerUser): void {
  fs.lchownSync(folder, 0, user.gid);
  if (fs.lstatSync(folder).isDirectory()) fs.chmodSync(folder, 0o710);
}

/** The place outside that belongs to the project, wherever the project has moved; `undefined` if it has none. */
function placeOutside(project: string, marker: string): string | undefined {
  const link = path.join(project, "outside");
  const place = readLink(link);
  const owner = place && ownerOf(place);
  const isCopy = owner && owner !== project && readLink(path.join(owner, "outside")) === place;
  if (!isCopy) return place;
  // The project was copied without its data.
  for (const copied of [link, marker]) fs.rmSync(copied, { force: true });
  return undefined;
}

/** The project that a place outside belongs to. A file, since links both ways would be an endless path. */
function ownerOf(place: string): string | undefined {
  const file = path.join(place, "project");
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
}

function newPlaceOutside(project: string): string {
  fs.mkdirSync(OUTSIDE, { recursive: true });
  fs.chmodSync(OUTSIDE, 0o711);
  const place = path.join(OUTSIDE, randomBytes(6).toString("hex"));
  const link = path.join(project, "outside");
  try {
    fs.symlinkSync(place, link);
    return place;
  } catch (thrown) {
    // Another process was first.
    if ((thrown as NodeJS.ErrnoException).code === "EEXIST") return fs.readlinkSync(link);
    throw thrown;
  }
}

function readLink(file: string): string | undefined {
  return fs.lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ? fs.readlinkSync(file) : undefined;
}

/** The place of earlier versions for the server of a project that the server's user cannot enter. */
function formerPlace(folder: string): string {
  const key = createHash("sha256").update(folder).digest("hex").slice(0, 12);
  return path.join("/var/tmp", `startup-notebooks-${key}`);
}

/** Copies the binaries once per version, for everybody to read and only root to change. */
function copyBinaries(from: string, folder: string): string {
  const { version } = JSON.parse(fs.readFileSync(path.join(from, "..", "package.json"), "utf8"));
  const to = path.join(folder, `binaries-${version}`);
  if (fs.existsSync(to)) return to;
  const partial = path.join(folder, `binaries.${process.pid}`);
  fs.rmSync(partial, { recursive: true, force: true });
  fs.cpSync(from, partial, { recursive: true, verbatimSymlinks: true });
  for (const name of ["", ...fs.readdirSync(partial, { recursive: true, encoding: "utf8" })]) {
    const file = path.join(partial, name);
    const found = fs.lstatSync(file);
    const bits = found.isDirectory() || found.mode & 0o100 ? 0o755 : 0o644;
    if (!found.isSymbolicLink()) fs.chmodSync(file, bits);
  }
  putInPlace(partial, to, () => fs.rmSync(partial, { recursive: true }));
  return to;
}

/** Renames a finished folder into its place, or removes it if another process was first. */
export function putInPlace(partial: string, place: string, remove: () => void): void {
  try {
    fs.renameSync(partial, place);
  } catch (thrown) {
    remove();
    if (!fs.existsSync(place)) throw thrown;
  }
}
