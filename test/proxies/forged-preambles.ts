/** PROXY headers that a client may send in front of its request; every address in them is a lie. */
export const forgedPreambles: readonly { readonly why: string; readonly bytes: string }[] = [
  { why: "version 1", bytes: "PROXY TCP4 6.6.6.6 7.7.7.7 1 2\r\n" },
  { why: "version 1, IPv6", bytes: "PROXY TCP6 2001:db8::6 2001:db8::7 1 2\r\n" },
  { why: "version 1 that names nobody", bytes: "PROXY UNKNOWN\r\n" },
  { why: "version 2", bytes: v2("\x21\x11", "\x06\x06\x06\x06\x07\x07\x07\x07\0\x01\0\x02") },
  { why: "version 2 that speaks for the proxy itself", bytes: v2("\x20\0", "") },
  {
    why: "two, as if there were two proxies",
    bytes: "PROXY TCP4 127.0.0.2 127.0.0.3 1 2\r\nPROXY TCP4 6.6.6.6 7.7.7.7 1 2\r\n",
  },
];

function v2(commandAndFamily: string, block: string): string {
  return `\r\n\r\n\0\r\nQUIT\n${commandAndFamily}\0${String.fromCharCode(block.length)}${block}`;
}
