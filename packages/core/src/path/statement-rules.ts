import type { ParsedHop } from "../config/parse-hop.ts";
import type { Rule } from "./rule.ts";
import { isTransparent } from "./statements.ts";

/** What a hop may say of the headers that name the scheme and the host. */
export const STATEMENT_RULES: readonly Rule[] = [
  {
    code: "statement-without-http",
    violation: (hop) => {
      const [header] = statedHeaders(hop);
      return (
        isTransparent(hop) &&
        header !== undefined &&
        `a hop that passes bytes on, and names the header ${header}`
      );
    },
    expected: "proto: 'http' or 'https' alone: it reads and writes no header",
    remedy:
      "Say it on the hop inside it that speaks HTTP, or leave it out: every header passes through this hop.",
  },
  {
    code: "header-stated-twice",
    violation: (hop, inside) => {
      const stated = statedHeaders(hop);
      if (stated.length === 2 && stated[0] === stated[1]) {
        return `${stated[0]} for both proto and host`;
      }
      const hops = [hop, ...inside];
      const twice =
        common(
          stated,
          hops.flatMap((one) => headersOf(one)),
        ) ??
        common(
          headersOf(hop),
          hops.flatMap((one) => statedHeaders(one)),
        );
      return (
        twice !== undefined && `${twice}, which names an address or a secret, in proto or host`
      );
    },
    expected: "a header of its own for the scheme and for the host",
    remedy: "Name the header in which the hop writes it, such as x-forwarded-proto.",
  },
];

function statedHeaders({ proto, host }: ParsedHop): string[] {
  return [proto, host].flatMap((one) => (one !== undefined && "header" in one ? one.header : []));
}

function common(some: readonly string[], others: readonly string[]): string | undefined {
  return some.find((name) => others.includes(name));
}

/** The headers that hold its addresses and its secret. */
function headersOf({ tells, secret }: ParsedHop): string[] {
  const reported = tells.kind === "external-address" ? ["x-forwarded-for", tells.header] : [];
  return [
    ...reported,
    ...("header" in tells ? [tells.header] : []),
    ...(secret === undefined ? [] : [secret.header]),
  ];
}
