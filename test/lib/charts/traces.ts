import type { Figure } from "../../../lib/charts/figure";

/** What the tests look at in a trace, be it bars, lines or text. */
export interface Trace {
  readonly type?: string;
  readonly name?: string;
  readonly showlegend?: boolean;
  readonly mode?: string;
  readonly legendgroup?: string;
  readonly offsetgroup?: string;
  readonly x: readonly (string | number)[];
  readonly y: readonly number[];
  readonly texttemplate?: string | readonly string[];
  readonly customdata?: readonly (number | readonly number[])[];
  readonly stackgroup?: string;
  readonly hoverinfo?: string | readonly string[];
  readonly xperiod?: string;
  readonly width?: number;
  readonly hovertemplate?: string;
  readonly fillcolor?: string;
  readonly line?: { readonly dash?: string; readonly color?: string };
  readonly marker?: { readonly color?: string; readonly size?: number; readonly pattern?: object };
  readonly error_y?: { readonly array: readonly number[]; readonly arrayminus: readonly number[] };
}

export function traces({ data }: Figure): readonly Trace[] {
  return data as readonly Trace[];
}

/** The marks of what is expected, without their white edges. */
export function whiskers(figure: Figure): readonly Trace[] {
  return traces(figure).filter(({ marker, error_y }) => error_y && marker?.color === "#767676");
}

/** What the legend names. */
export function legend(figure: Figure): (string | undefined)[] {
  return traces(figure)
    .filter(({ showlegend }) => showlegend !== false)
    .map(({ name }) => name);
}
