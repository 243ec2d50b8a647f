import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { DecodedArray } from "hyparquet";
import { projectRoot } from "../../../db/process/project-root";
import type { ColumnRequest, ParquetDescription, ParquetReply } from "./decode-parquet";

/** The longest wait for a column of a row group, which takes seconds even with tens of millions of values. */
const LONGEST_MS = 60_000;

/** The reason why a Parquet file cannot be read. */
export class UnreadableParquet extends Error {}

/**
 * Reads a Parquet file in a process of its own, which can be ended whatever a damaged file makes the reader do.
 *
 * Its methods throw `UnreadableParquet` if the file cannot be read, or the process has ended or takes too long.
 */
export class ParquetProcess {
  readonly #child: ChildProcess;
  readonly #ended = new AbortController();

  /** @param signal ends the process, as `end` does */
  constructor(file: string, signal: AbortSignal) {
    const typescript = path.join(projectRoot, "lib", "commands", "typescript.cjs");
    this.#child = fork(path.join(projectRoot, "lib", "dataset", "import", "decode-parquet.ts"), [file], {
      execArgv: ["--require", typescript],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      signal,
      killSignal: "SIGKILL",
    });
    const noteEnd = () => this.#ended.abort();
    this.#child.on("exit", noteEnd).on("error", noteEnd);
  }

  /** What the file says about itself; asked first, and once. */
  async describe(): Promise<ParquetDescription> {
    return await this.#reply();
  }

  /** The values of a column, in pieces. */
  async read(request: ColumnRequest): Promise<readonly DecodedArray[]> {
    this.#child.send(request);
    return await this.#reply();
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }

  async #reply<Answer>(): Promise<Answer> {
    const tooLong = setTimeout(() => this.end(), LONGEST_MS);
    const { signal } = this.#ended;
    const replies: Promise<ParquetReply<Answer>[]> = once(this.#child, "message", { signal });
    const [reply = { failure: ENDED }] = await replies.catch(() => []);
    clearTimeout(tooLong);
    if ("answer" in reply) return reply.answer;
    throw new UnreadableParquet(reply.failure);
  }
}

const ENDED =
  "it is damaged, or a row group is too large for the memory; write it again, with smaller row groups or as CSV";
