/** An HTML or SVG element, which the kernel writes as markup and the page builds without parsing text. */
export interface Tree {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (Tree | string)[];
}

export function tree(tag: string, attributes: Tree["attributes"], ...children: Tree["children"]): Tree {
  return { tag, attributes, children };
}
