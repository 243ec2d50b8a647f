import { expect, test } from "vitest";
import { formatBytes } from "../../../lib/text/format-bytes";

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1000, "1.0 kB"],
  [999_900, "999.9 kB"],
  [1_250_000, "1.3 MB"],
  [7_340_000_000, "7.3 GB"],
  [1e12, "1.0 TB"],
  [2e15, "2000.0 TB"],
])("a size of %d bytes reads %s, in powers of 1000", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
