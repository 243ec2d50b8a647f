/** An element of HTML or SVG, from which the kernel writes markup and the page builds elements, without parsing any text. */
export interface Tree {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (Tree | string)[];
}

export function tree(tag: string, attributes: Tree["attributes"] = {}, ...children: Tree["children"]): Tree {
  return { tag, attributes, children };
}
