import { expect, test } from "vitest";
import { plotlyLibrary } from "../../../../lib/jupyter/pictures/plotly-library";

const figure = (...data: { readonly type?: string }[]) => ({ data, layout: {} });

test("bars and lines need a quarter of the library, which has its licence and cannot end its script", async () => {
  const library = await plotlyLibrary([figure({ type: "bar" }, {}), figure({ type: "scatter" })]);

  expect(library.length).toBeGreaterThan(1e6);
  expect(library.length).toBeLessThan(1.3e6);
  expect(library).toMatch(/^\/\*! Plotly\nMIT License\n[\s\S]*Permission is hereby granted[\s\S]*?\*\/\n/);
  expect(library).toContain("Bundled license information");
  expect(library.toLowerCase()).not.toContain("</script");
});

test("other traces come with the whole library, minified", async () => {
  const library = await plotlyLibrary([figure({ type: "bar" }), figure({ type: "heatmap" })]);

  // 10 MB as shipped.
  expect(library.length).toBeLessThan(6e6);
  expect(library).toContain('name:"heatmap"');
  expect(library.toLowerCase()).not.toContain("</script");
});

test("without figures there is no library", async () => {
  expect(await plotlyLibrary([])).toBe("");
});
