import type { ParsedHop } from "../config/parse-hop.ts";
import type { ParsedStatement } from "../config/parse-statement.ts";
import type { Rule } from "./rule.ts";
import { isTransparent } from "./statements.ts";

/** What a hop may say of the headers that name the scheme and the host. */
export const STATEMENT_RULES: readonly Rule[] = [
  {
    code: "statement-without-http",
    violation: (hop) => {
      const header = headerIn(hop.proto) ?? headerIn(hop.host);
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
      const proto = headerIn(hop.proto);
      if (proto !== undefined && proto === headerIn(hop.host)) {
        return `${proto} for both proto and host`;
      }
      let twice = statedAndNamed(hop, hop);
      for (const inner of inside) {
        twice ??= statedAndNamed(hop, inner) ?? statedAndNamed(inner, hop);
      }
      return (
        twice !== undefined && `${twice}, which names an address or a secret, in proto or host`
      );
    },
    expected: "a header of its own for the scheme and for the host",
    remedy: "Name the header in which the hop writes it, such as x-forwarded-proto.",
  },
];

function headerIn(statement: ParsedStatement | undefined): string | undefined {
  return statement !== undefined && "header" in statement ? statement.header : undefined;
}

/** A header that one hop states the scheme or the host in, and the other one names. */
function statedAndNamed({ proto, host }: ParsedHop, other: ParsedHop): string | undefined {
  // Most hops state nothing, and need no comparison.
  if (proto === undefined && host === undefined) return undefined;
  return [headerIn(proto), headerIn(host)].find((header) => names(other, header));
}

/** Whether the header holds a hop's addresses or its secret. */
function names({ tells, secret }: ParsedHop, header: string | undefined): boolean {
  if (header === undefined) return false;
  if ("header" in tells && tells.header === header) return true;
  if (tells.kind === "external-address" && header === "x-forwarded-for") return true;
  return secret?.header === header;
}
