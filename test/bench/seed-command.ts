import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { projectRoot } from "../../db/process/project-root";

/** What one run of `npm run seed` took. */
export interface SeedRun {
  readonly rowsPerSecond: number;
  /** The peak of the memory that the seeding process had, in megabytes (10^6 bytes). */
  readonly peakMegabytes: number;
}

/** Runs `npm run seed` as a person would, and measures its process. */
export async function runSeedCommand(url: string, companies: number): Promise<SeedRun> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "startup-bench-"));
  try {
    return await seedAndMeasure(url, companies, path.join(folder, "peak"));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function seedAndMeasure(url: string, companies: number, file: string): Promise<SeedRun> {
  const args = ["run", "--silent", "seed", "--", "--companies", String(companies)];
  const child = spawn("npm", args, {
    cwd: projectRoot,
    env: {
      ...process.env,
      DATABASE_URL: url,
      NODE_OPTIONS: `--require ${JSON.stringify(path.join(projectRoot, "test/bench/peak-memory.cjs"))}`,
      PEAK_MEMORY_FILE: file,
    },
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      said += text;
    });
  }
  const code = await new Promise((resolve) => child.once("close", resolve));
  const rate = /\(([\d,]+) rows per second\)/.exec(said)?.[1];
  if (code !== 0 || !rate) throw new Error(`npm run seed ended with ${code}: ${said}`);
  const peakMegabytes = (Number(fs.readFileSync(file, "utf8")) * 1024) / 1e6;
  return { rowsPerSecond: Number(rate.replaceAll(",", "")), peakMegabytes };
}
