import { expect, test } from "vitest";
import { SeedSummary } from "../../../lib/dataset/load/load-summary";
import type { SeedProgress } from "../../../lib/dataset/load/seed-progress";
import { progressBar } from "../../../lib/notebook/progress-bar";
import { displayedBy } from "./displayed-by";

/** 100 of 200 companies sent, so many seconds after the start. */
function after(seconds: number): SeedProgress {
  return {
    step: "sessions",
    companies: 100,
    companiesTotal: 200,
    sessions: 1000,
    seconds,
    waitedSeconds: 0,
  };
}

test("the bar and the words below it take the place of those before", async () => {
  const displayed = await displayedBy(() => {
    const show = progressBar();
    show(after(0.5));
    show(after(1));
  });

  expect(displayed.map(({ data }) => data)).toEqual([
    {
      // Sending sessions takes the work from 10 % to 65 %.
      "text/html": '<p><progress max="1" value="0.375"></progress> 1,000 sessions, 2,000 per second</p>',
      "text/plain": "1,000 sessions, 2,000 per second",
    },
    {
      "text/html":
        '<p><progress max="1" value="0.375"></progress> 1,000 sessions, 1,000 per second, about 2 s left</p>',
      "text/plain": "1,000 sessions, 1,000 per second, about 2 s left",
    },
  ]);
  expect(displayed.map(({ update }) => update)).toEqual([false, true]);
  const [first, second] = displayed.map(({ transient }) => transient.display_id);
  expect(first).toMatch(/^[\da-f-]{36}$/);
  expect(second).toBe(first);
});

test("two bars do not take each other's place", async () => {
  const displayed = await displayedBy(() => {
    progressBar()(after(0.5));
    progressBar()(after(0.5));
  });
  expect(displayed.map(({ update }) => update)).toEqual([false, false]);
  expect(new Set(displayed.map(({ transient }) => transient.display_id)).size).toBe(2);
});

test("it moves ten times a second at most", async () => {
  const displayed = await displayedBy(() => {
    const show = progressBar();
    for (const seconds of [0.125, 0.15625, 0.21875, 0.225, 0.3125, 0.4]) show(after(seconds));
  });
  expect(displayed.map(({ data }) => data["text/plain"])).toEqual(
    ["8,000", "4,444", "2,500"].map((rate) => `1,000 sessions, ${rate} per second`),
  );
});

test("the end is always shown, as the summary without a bar", async () => {
  const summary = new SeedSummary(200, 2000, 0.5, "<b>", "0123456789abcdef");
  const displayed = await displayedBy(() => {
    const show = progressBar();
    show(after(0.5));
    show({ ...after(0.5), step: "done", companies: 200, sessions: 2000, summary });
  });

  expect(displayed[1]?.data).toEqual({
    "text/html":
      "<p>200 companies and 2,000 sessions from seed &quot;&lt;b&gt;&quot; in 0.5 s (4,400 rows per second), fingerprint 0123456789ab</p>",
    "text/plain":
      '200 companies and 2,000 sessions from seed "<b>" in 0.5 s (4,400 rows per second), fingerprint 0123456789ab',
  });
});

test("after a failure no bar stays", async () => {
  const displayed = await displayedBy(() => {
    const show = progressBar();
    show(after(0.5));
    show({ ...after(0.5), step: "failed" });
  });

  expect(displayed.at(-1)?.data["text/html"]).toBe("<p>stopped</p>");
});
