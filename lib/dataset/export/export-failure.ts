import { messageOf, UserError } from "../../../db/errors/user-error";

/** Hints for failures of the file system that a person can fix. */
const hints: Readonly<Record<string, string>> = {
  EACCES: "let this user write there",
  EPERM: "let this user write there, and close the programs that have the files open",
  EBUSY: "close the programs that have it open or, if a disk is mounted there, name a folder inside it",
  EROFS: "that disk can only be read; use a folder on another",
  ENOSPC: "free some space on that disk",
  EDQUOT: "free some space on that disk",
  ENOTDIR: "a file is in the way",
  EEXIST: "a file is in the way",
  EISDIR: "a folder is in the way of a file",
  ENOENT: "no folder can be created there",
};

/**
 * Throws a failure of the file system as a UserError with a hint, and anything else unchanged.
 *
 * @param elsewhere the hint on how to choose another folder
 */
export function explainExportFailure(
  thrown: unknown,
  folder: string,
  elsewhere = "name another folder with --folder",
): never {
  const { code, syscall } = (thrown ?? {}) as NodeJS.ErrnoException;
  const fileSystem = syscall !== undefined && !["read", "connect"].includes(syscall);
  if (!fileSystem || code === undefined) throw thrown;
  const hint = [hints[code], elsewhere].filter(Boolean).join(", or ");
  throw new UserError(`cannot write into ${folder}: ${messageOf(thrown)}; ${hint}`, { cause: thrown });
}
