import path from "node:path";
import { expect, test } from "vitest";
import { exportColumns } from "../../../../lib/dataset/export/export-columns";
import { writeParquet } from "../../../../lib/dataset/export/write-parquet";
import { temporaryFolder } from "../../../temporary-folder";
import { afterwards, smallDatasetOfFile } from "../verify/small-dataset";
import { parquetMetadata } from "./read-export";

const file = smallDatasetOfFile();
const columns = exportColumns("sessions", { withSourceIds: false, nullable: [] });

/** The rows of each row group of the sessions, after these statements. */
async function rowGroups(rowGroupRows: number, statements = ""): Promise<number[]> {
  const folder = temporaryFolder();
  const rows = await afterwards(file.db, statements, (client) =>
    writeParquet(client, "sessions", columns, path.join(folder, "sessions.parquet"), { rowGroupRows }),
  );
  const metadata = await parquetMetadata(folder, "sessions");
  expect(Number(metadata.num_rows)).toBe(rows);
  return metadata.row_groups.map(({ num_rows }) => Number(num_rows));
}

// Companies 1, 2 and 4 have 1, 10 and 4 sessions.
test.each([
  [1, [1, 10, 4]],
  [2, [11, 4]],
  [11, [11, 4]],
  [12, [15]],
  [100_000, [15]],
])("row groups of %i rows end behind the company that reaches them: %j", async (rowGroupRows, groups) => {
  expect(await rowGroups(rowGroupRows)).toEqual(groups);
});

test("a table without rows has no row group", async () => {
  expect(await rowGroups(1, "delete from sessions")).toEqual([]);
});
