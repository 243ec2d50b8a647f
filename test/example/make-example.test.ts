import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { customersFile, eventsFile, FOLDER } from "./make-example";

test("the script makes the files of the example again", () => {
  expect(readFileSync(join(FOLDER, "customers.csv"), "utf8")).toBe(customersFile());
  // Compressed bytes differ between versions of zlib.
  expect(gunzipSync(readFileSync(join(FOLDER, "events.csv.gz"))).toString()).toBe(eventsFile());
});
