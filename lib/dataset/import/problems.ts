import { inspect } from "node:util";
import { count, counted } from "../../text/numbers-in-words";
import { literalText } from "../../text/text-table";
import { LoadRefusal } from "../load/run-load";

/** The most problems of a kind to describe; further ones are counted. */
const DESCRIBED = 10;

/** A reason why a file cannot be imported. */
export interface Problem {
  /** The name of the file, without its folder. */
  readonly file: string;
  /** The line on which the row begins in CSV, or the number of the row in Parquet, from 1; missing if the problem is the whole file. */
  readonly line?: number;
  /** As the file names it; missing if the problem is the whole row. */
  readonly column?: string;
  /** As it was read; missing if there is none. */
  readonly value?: string;
  /** The rule, or what is wrong, and the way out. */
  readonly rule: string;
}

/** Collects the problems of all files, the first ten of each kind in full. */
export class Problems {
  /** By file, column and rule without its numbers. */
  readonly #kinds = new Map<string, { readonly first: Problem[]; total: number }>();

  add(problem: Problem): void {
    const { file, column = "", rule } = problem;
    const key = JSON.stringify([file, column, rule.replace(/\d+/g, "0")]);
    const kind = this.#kinds.get(key) ?? { first: [], total: 0 };
    this.#kinds.set(key, kind);
    kind.total += 1;
    if (kind.first.length < DESCRIBED) kind.first.push(problem);
  }

  get total(): number {
    return [...this.#kinds.values()].reduce((sum, { total }) => sum + total, 0);
  }

  /** @throws ImportProblems if there are any */
  throwIfAny(): void {
    if (this.#kinds.size === 0) return;
    const lines = [...this.#kinds.values()].flatMap(({ first, total }) => {
      const described = first.map(describeProblem);
      const file = first[0]?.file;
      return total > first.length
        ? [...described, `${file}: ${count(total - first.length)} more like the last`]
        : described;
    });
    throw new ImportProblems(lines, this.total);
  }
}

/** `sessions.csv, line 3: created_at must be …, received "yesterday"`. */
function describeProblem({ file, line, column, value, rule }: Problem): string {
  const isParquet = /\.(?:parquet|parq|pq)$/i.test(file);
  const place = line === undefined ? file : `${file}, ${isParquet ? "row" : "line"} ${count(line)}`;
  const what = column === undefined ? rule : `${column} ${rule}`;
  return `${place}: ${what}${value === undefined ? "" : `, received ${literalText(value)}`}`;
}

/** The files have problems, and nothing was changed. Printed, it shows all problems, one per line. */
export class ImportProblems extends LoadRefusal {
  /**
   * @param problems in words, with a line for those that are only counted
   * @param total the number of all problems
   */
  constructor(
    readonly problems: readonly string[],
    readonly total: number,
  ) {
    const [first = ""] = problems;
    const all = total === 1 ? first : `the files have ${counted(total, "problem")}, the first: ${first}`;
    super(`import: ${all}; nothing was changed`);
  }

  /** All problems, one per line, after a line with their number. */
  toLines(): string[] {
    if (this.total === 1) return [this.message];
    const them = `import: the files have ${counted(this.total, "problem")}; nothing was changed`;
    return [them, ...this.problems.map((problem) => `  ${problem}`)];
  }

  override [inspect.custom](): string {
    return this.toLines().join("\n");
  }
}
