import { expect, test } from "vitest";
import { plotlyLibrary } from "../../../lib/pictures/plotly-library";

test("the library is minified, and cannot end the script that it stands in", async () => {
  const library = await plotlyLibrary();

  expect(library.length).toBeGreaterThan(1e6);
  // 10 MB as shipped.
  expect(library.length).toBeLessThan(6e6);
  expect(library.toLowerCase().includes("</script")).toBe(false);
});
