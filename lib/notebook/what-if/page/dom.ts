import type { Tree } from "../tree";

const SVG = "http://www.w3.org/2000/svg";

/** Builds the element of a tree: no text is parsed, so that names are never markup. */
export function elementOf({ tag, attributes, children }: Tree, isSvg = tag === "svg"): Element {
  const element = isSvg ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(
    ...children.map((child) =>
      typeof child === "string" ? child : elementOf(child, isSvg || child.tag === "svg"),
    ),
  );
  return element;
}

/** An element of HTML with attributes and children. */
export function html<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}
