/** The page's nonce, without which no style of its own may be applied (content security policy). */
export function nonce(): string | undefined {
  const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
  return meta?.nonce || meta?.content || undefined;
}

/** Libraries that measure with a style element of their own do not pass the nonce on; every such element gets it. */
export function lendNonce(): void {
  const value = nonce();
  if (!value) return;
  const make = document.createElement;
  document.createElement = function (this: Document, ...of: Parameters<typeof make>) {
    const element = make.apply(this, of);
    if (of[0] === "style") element.nonce = value;
    return element;
  } as typeof make;
}
