import { warnOnce } from "./warn-once.ts";

/**
 * Warns, once a process, that the server parses requests leniently: then a request can be read in two
 * ways, and what a hop said about the one is believed of the other (request smuggling).
 *
 * @param server that parses the connection's requests; a socket made up by a test has none.
 */
export function warnOfInsecureParser(
  server: { readonly insecureHTTPParser?: unknown } | null | undefined,
): void {
  if (!(server?.insecureHTTPParser ?? lenientByDefault())) return;
  warnOnce("CLIENT_IP_INSECURE_HTTP_PARSER", "", () => {
    return (
      "insecureHTTPParser is on: a smuggled request inherits what a proxy says about another one. " +
      "Turn it off, or believe only hops that set a secret header for each request."
    );
  });
}

/** As Node decides where the server's own option is not given (`isLenient` in `_http_common.js`). */
function lenientByDefault(): boolean {
  const flag = "--insecure-http-parser";
  return process.execArgv.includes(flag) || (process.env["NODE_OPTIONS"] ?? "").includes(flag);
}
