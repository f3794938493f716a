import type { Resolution } from "../../packages/core/src/index.ts";

/** What an example application answers: the client's address, and all that its resolution says. */
export type AppReply = Resolution & { readonly clientIp: string | undefined };

/** That, or why there is none. */
export type Reply = AppReply | string;

/**
 * What is expected of it: the client, its hops, the proof of the weakest, and what else is of
 * interest.
 */
export type Seen = Pick<AppReply, "clientIp" | "status" | "via" | "proof"> & Partial<Resolution>;

/** An HTTP response. */
export type Response = { readonly status: number; readonly body: string };

/**
 * What an application answered: its reply, the text where that is not JSON, or why there is no
 * answer.
 */
export function readReply(response: Response | undefined): Reply {
  if (response === undefined) return "connection closed";
  if (response.status !== 200) return `HTTP ${response.status}`;
  try {
    const { clientIp, clientIpInfo } = JSON.parse(response.body);
    // The scheme and the host have tests of their own, which ask for text.
    const { proto: _proto, host: _host, ...info } = clientIpInfo;
    return { ...info, clientIp };
  } catch {
    return response.body;
  }
}

/** A client that is resolved. */
export function resolved(
  clientIp: string,
  via: readonly string[],
  proof: Resolution["proof"],
  more: Partial<Resolution> = {},
): Seen {
  return { clientIp, status: "resolved", via, proof, ...more };
}

/** A request without a client. */
export function unresolved(
  status: Exclude<Resolution["status"], "resolved">,
  via: readonly string[],
  proof: Resolution["proof"],
  more: Partial<Resolution> = {},
): Seen {
  return { clientIp: undefined, status, via, proof, ...more };
}
