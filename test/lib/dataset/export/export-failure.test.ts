import { expect, test } from "vitest";
import { UserError } from "../../../../db/errors/user-error";
import { explainExportFailure } from "../../../../lib/dataset/export/export-failure";

/** What is thrown instead of a failure of the system. */
function explanationOf(failure: unknown): unknown {
  try {
    explainExportFailure(failure, "out");
  } catch (thrown) {
    return thrown;
  }
}

const failureOf = (code: string | undefined, syscall: string | undefined) =>
  Object.assign(new Error("it failed"), { code, syscall });

test.each([
  ["EACCES", "let this user write there"],
  ["EPERM", "let this user write there, and close the programs that have the files open"],
  ["EBUSY", "close the programs that have it open or, if a disk is mounted there, name a folder inside it"],
  ["EROFS", "that disk can only be read; use a folder on another"],
  ["ENOSPC", "free some space on that disk"],
  ["EDQUOT", "free some space on that disk"],
  ["ENOTDIR", "a file is in the way"],
  ["EEXIST", "a file is in the way"],
  ["EISDIR", "a folder is in the way of a file"],
  ["ENOENT", "no folder can be created there"],
])("the hint for %s is: %s, or another folder", (code, hint) => {
  const failure = failureOf(code, "open");
  const explanation = explanationOf(failure);

  expect(explanation).toEqual(
    new UserError(`cannot write into out: it failed; ${hint}, or name another folder with --folder`, {
      cause: failure,
    }),
  );
});

test("the hint for any other failure of the file system is another folder", () => {
  const failure = failureOf("EIO", "write");

  expect(explanationOf(failure)).toEqual(
    new UserError("cannot write into out: it failed; name another folder with --folder", {
      cause: failure,
    }),
  );
});

test.each<[string, unknown]>([
  ["of a connection that is lost", failureOf("ECONNRESET", "read")],
  ["of a connection that is refused", failureOf("ECONNREFUSED", "connect")],
  ["without a system call", failureOf("ENOENT", undefined)],
  ["without a code", failureOf(undefined, "open")],
  ["of the database", new UserError("database: it failed")],
  ["that is nothing", undefined],
])("a failure %s stays as it is", (_, failure) => {
  expect(explanationOf(failure)).toBe(failure);
});
