import { setTimeout as sleep } from "node:timers/promises";
import { ParquetProcess } from "../../../../lib/dataset/import/parquet-process";

/** Reads a damaged Parquet file over which the reader loops, and says so; a program of its own, to be killed. */
async function readEndlessly(file: string): Promise<void> {
  const reader = new ParquetProcess(file, new AbortController().signal);
  await reader.describe();
  void reader.read({ column: "company_id", rowStart: 0, rowEnd: 900 });
  await sleep(300);
  process.stdout.write("looping");
}

void readEndlessly(process.argv[2] ?? "");
