import { execFileSync } from "node:child_process";

/** A process of this machine. */
export interface Process {
  readonly pid: number;
  readonly command: string;
}

/** The processes below one, of all generations. */
export function descendants(pid: number): Process[] {
  const all = listed("pid=,ppid=,command=").map(([pid, parent, ...command]) => {
    return { pid: Number(pid), parent: Number(parent), command: command.join(" ") };
  });
  const below = (pid: number): Process[] =>
    all.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...below(child.pid)]);
  return below(pid);
}

/** Whether a process exists and has not ended. */
export function isRunning(pid: number): boolean {
  return listed("pid=,stat=").some(([found, state]) => Number(found) === pid && !state?.startsWith("Z"));
}

function listed(columns: string): string[][] {
  const list = execFileSync("ps", ["-A", "-ww", "-o", columns], { encoding: "utf8" });
  return list.split("\n").map((line) => line.trim().split(/\s+/));
}
