import type { IncomingMessage } from "node:http";
import type { Reply } from "@client-ip/conformance";
import type { H3Event } from "h3";

/** What `reply` finds in an event. */
export async function answerOf(event: H3Event, reply: Reply): Promise<object> {
  const { node, context, url } = event as H3Event & { readonly node: { req: IncomingMessage } };
  const requestLike = {
    node,
    url,
    runtime: undefined,
    get clientIp() {
      return context.clientIp;
    },
    get clientIpInfo() {
      return context.clientIpInfo!;
    },
  };
  return await reply(requestLike, node.req);
}
