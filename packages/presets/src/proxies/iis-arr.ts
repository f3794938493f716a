import type { Hop } from "@client-ip/core";
import { FLAG, type OptionRules } from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import { checkPreset, HOP_RULES, type HopOptions, presetError } from "../options.ts";

/** The options of {@link iisArr}. */
export interface IisArrOptions extends HopOptions {
  /**
   * Whether ARR writes ports ("Include TCP port from client IP", `includePortInXForwardedFor`).
   * Default: true, as in IIS. With the wrong value, requests are unresolved (`malformed`).
   */
  readonly includePort?: boolean;
  /**
   * If true, iisnode starts the application and connects over a named pipe. The client is read from
   * `X-iisnode-REMOTE_ADDR`, which `promoteServerVars="REMOTE_ADDR"` in web.config adds.
   */
  readonly iisnode?: boolean;
}

export const IIS_ARR_FACTS: FactSheet = {
  preset: "iisArr",
  vendor: "Microsoft IIS",
  what: "Application Request Routing with URL Rewrite, or iisnode, by default on the same host",
  words: [
    "IIS",
    "ARR",
    "Application Request Routing",
    "URL Rewrite",
    "iisnode",
    "named pipe",
    "web.config",
    "HttpPlatformHandler",
    "Windows Server",
  ],
  example: "iisArr()",
  text: "iis-arr",
  sample: {
    peer: "127.0.0.1",
    headers: ["X-Forwarded-For: 6.6.6.6, 203.0.113.7:56655"],
    client: "203.0.113.7",
  },
  tells:
    'ARR appends its peer to X-Forwarded-For as `ip:port`, IPv6 in brackets. If `includePortInXForwardedFor` is false, it is a bare address: write `includePort: false`. iisnode tells nothing by default; with `promoteServerVars="REMOTE_ADDR"` it adds X-iisnode-REMOTE_ADDR.',
  scheme:
    "ARR writes no X-Forwarded-Proto; X-Arr-Ssl is there if the client used TLS, and a client's own X-Forwarded-Proto passes. With a server variable HTTP_X_FORWARDED_PROTO in the rewrite rule it sets it: write `proto: 'x-forwarded-proto'`.",
  peer: "ARR: loopback on the same host, or the address of the IIS machine. iisnode: a named pipe, which has no address; the path calls it `unix`.",
  forged:
    "A forged X-Forwarded-For stays to the left of ARR's own element. A forged X-iisnode-REMOTE_ADDR becomes a second line, and such a request is unresolved.",
  authenticate: "By address, or by the access rights of the named pipe.",
  traps: [
    "X-Forwarded-For of iisnode (`enableXFF`) can be forged: iisnode appends nothing if the text that the client sent ends like the client's address (3.0.113.7 sends 203.0.113.7), and appends to the first of several lines. This preset never reads it.",
    "A rewrite rule that sets HTTP_X_FORWARDED_FOR adds one more element, without a port.",
    'A blank field "Preserve client IP in the following header" writes nothing: the last element is the client\'s own.',
    "ARR's health tests have no X-Forwarded-For: they are `missing`. Whatever rejects unresolved requests must let them through (docs/health-checks.md).",
  ],
  unknown:
    "What ARR does with several X-Forwarded-For lines. Before you rely on it, send two forged lines and look at the last element.",
  sources: [
    "https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-server-2008-R2-and-2008/dd443533(v=ws.10)",
    "https://github.com/domoticz/domoticz/issues/5836",
    "https://github.com/gin-gonic/gin/issues/4727",
    "https://github.com/Azure/iisnode/blob/7e4773a7/src/iisnode/chttpprotocol.cpp",
    "https://github.com/Azure/iisnode/issues/26",
    "https://github.com/aspnet/IISIntegration/issues/111",
  ],
  read: "2026-11-29",
  confidence: ["source", "documented", "reported"],
};

const RULES: OptionRules<IisArrOptions> = { ...HOP_RULES, includePort: FLAG, iisnode: FLAG };

/**
 * A hop for IIS with Application Request Routing in front of a Node server, by default on the same
 * host; with `iisnode: true` for iisnode, which connects over a named pipe. Facts and sources:
 * docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also for `includePort` beside `iisnode`, which writes no
 *   port
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { iisArr } from "@client-ip/presets";
 *
 * const resolver = createResolver(iisArr());
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6, 203.0.113.7:56655"];
 * resolver.resolve({ peer: "127.0.0.1", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function iisArr(options: IisArrOptions = {}): Hop {
  checkPreset(IIS_ARR_FACTS, options, RULES);
  const { includePort, iisnode = false, ...hop } = options;
  if (!iisnode) {
    const format = includePort === false ? "ip" : "ip:port";
    const tells = { list: "x-forwarded-for", format } as const;
    return { name: "iisArr", address: "loopback", tells, ...hop };
  }
  if (includePort !== undefined) {
    throw presetError(
      "iisArr({ iisnode, includePort })",
      "one of the two: iisnode writes no port",
      'Leave includePort out, and add promoteServerVars="REMOTE_ADDR" to <iisnode> in web.config.',
    );
  }
  const tells = { value: "x-iisnode-remote_addr", format: "ip" } as const;
  return { name: "iisArr", address: "unix", tells, ...hop };
}
