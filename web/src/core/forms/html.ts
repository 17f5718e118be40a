/** Formatted text of a form: only what its toolbar can make survives. The server cleans it again. */
const KEPT = new Set(["P", "BR", "B", "STRONG", "I", "EM", "U", "UL", "OL", "LI", "DIV", "A", "BLOCKQUOTE"]);
const DROPPED = new Set(["SCRIPT", "STYLE", "IFRAME", "OBJECT", "TEMPLATE", "SVG", "MATH", "NOSCRIPT", "TITLE"]);

function cleaned(node: Node, into: Node, page: Document): void {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) into.appendChild(page.createTextNode(child.textContent ?? ""));
    if (child.nodeType !== Node.ELEMENT_NODE) continue;
    const element = child as Element;
    const name = element.tagName.toUpperCase();
    if (DROPPED.has(name)) continue;
    if (!KEPT.has(name)) {
      cleaned(element, into, page);
      continue;
    }
    const copy = page.createElement(name.toLowerCase());
    const href = name === "A" ? (element.getAttribute("href") ?? "") : "";
    if (/^(https?:|mailto:)/i.test(href)) {
      copy.setAttribute("href", href);
      copy.setAttribute("rel", "noopener noreferrer");
      copy.setAttribute("target", "_blank");
    }
    cleaned(element, copy, page);
    into.appendChild(copy);
  }
}

/** The nodes of formatted text, made anew: nothing of the text itself is ever taken for markup of the page. */
export function nodesOf(html: string): DocumentFragment {
  const source = new DOMParser().parseFromString(html, "text/html");
  const found = document.createDocumentFragment();
  cleaned(source.body, found, document);
  return found;
}

/** What stands in a node as formatted text; nothing where there are no words. */
export function textOf(node: Node): string {
  const found = document.createDocumentFragment();
  cleaned(node, found, document);
  return found.textContent?.trim() ? inside(found) : "";
}

export const sanitised = (html: string): string => textOf(nodesOf(html));

const MARKS: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (mark) => MARKS[mark] ?? mark);

const inside = (node: Node): string => [...node.childNodes].map(markup).join("");

function markup(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return escaped(node.textContent ?? "");
  const element = node as Element;
  const name = element.tagName.toLowerCase();
  const attributes = [...element.attributes].map((one) => ` ${one.name}="${escaped(one.value)}"`).join("");
  return name === "br" ? "<br>" : `<${name}${attributes}>${inside(element)}</${name}>`;
}
