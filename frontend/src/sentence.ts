/** A server's detail is a fragment, "no token was sent": what stands among sentences becomes one. */
export function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(first) ? first : `${first}.`;
}
