import { warnOnce } from "./warn-once.ts";

/**
 * Warns once per process that the server parses requests leniently. Then a proxy and the server can
 * see different requests in the same bytes, so that the headers of one are believed for another
 * (request smuggling).
 *
 * @param server that parses the connection's requests. A socket made by a test has none.
 */
export function warnOfInsecureParser(
  server: { readonly insecureHTTPParser?: unknown } | null | undefined,
): void {
  if (!(server?.insecureHTTPParser ?? lenientByDefault())) return;
  warnOnce("CLIENT_IP_INSECURE_HTTP_PARSER", "", () => {
    return (
      "insecureHTTPParser is on: a smuggled request inherits what a proxy says about another one. " +
      "Turn it off, or trust only hops that set a secret header on each request."
    );
  });
}

let lenient: boolean | undefined;

/**
 * As Node decides without the server's own option, once per process (`isLenient` in
 * `_http_common.js`).
 */
function lenientByDefault(): boolean {
  const flag = "--insecure-http-parser";
  return (lenient ??=
    process.execArgv.includes(flag) || (process.env["NODE_OPTIONS"] ?? "").includes(flag));
}
