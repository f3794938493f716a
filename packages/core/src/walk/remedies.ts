import type { Status, Warning } from "../resolution.ts";

/**
 * What to do about each status and warning, in Markdown: docs/errors.md is generated from this and
 * from the meanings in resolution.ts. Applications do not load this file.
 */
export const REMEDIES: {
  readonly statuses: Readonly<Record<Exclude<Status, "resolved">, string>>;
  readonly warnings: Readonly<Record<Warning, string>>;
} = {
  statuses: {
    unconfigured: "Configure the path, or `'direct'` if there is no proxy.",
    "no-peer":
      "Read the address while the connection is open. In a function behind an AWS load balancer write `'aws-alb invoker'`.",
    missing:
      "Configure the hop to send what its `tells` says. In development, without that proxy, use `'direct'`.",
    malformed: "Look at the header in the explanation: another hop may have written it.",
    ambiguous: "Make the entry points distinct, and let one hop write the header.",
    hidden: "Keep the source address there, or give the hop outside it an identity or a secret.",
    conflict: "Let Envoy set both headers, or describe the hop with `'x-forwarded-for'` alone.",
    unproven:
      "Check the hop's secret or certificate, and that requests pass all hops in order. With `atLeast`, recognize each hop by what it asks for.",
    bypassed:
      "Close the ways around the required hop. If the request did come through it, compare `clientIpInfo.peer` with the hop's `address`. On a development machine without that hop write `'direct'`.",
    "too-long": "Shorten the headers, or raise the server's header limit.",
  },
  warnings: {
    "proxy-local": "Nothing, if it is a health check of the proxy.",
    "list-exhausted": "Check that no client has an address in the range.",
    "unrecognized-proxy": "Add the proxy to the path.",
    "probable-proxy":
      "Add the hop that is missing: the CDN in front of your proxy, or the gateway that hides its clients (`snat()`). If such addresses are clients, there is nothing to do.",
  },
};
