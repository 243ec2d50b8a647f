import type { Config, Data, Layout } from "plotly.js-dist";

/** A Plotly figure and what it shows in words. */
export interface Figure {
  readonly data: readonly Data[];
  readonly layout: Partial<Layout>;
  readonly config: Partial<Config>;
  /** The figure in one or two sentences, for those who cannot see it and where nothing can draw it. */
  readonly description: string;
}
