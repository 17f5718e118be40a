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

export function sanitised(html: string): string {
  const source = new DOMParser().parseFromString(html, "text/html");
  const page = document.implementation.createHTMLDocument("");
  const body = page.createElement("div");
  cleaned(source.body, body, page);
  return body.textContent?.trim() ? body.innerHTML : "";
}
