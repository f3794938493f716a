import { Address } from "../address/address.ts";
import { parseAddress, parseEndpoint } from "../address/parse.ts";
import type { ForwardedForm } from "./forwarded.ts";
import { hasUnquotedText, node, parseElement } from "./forwarded-element.ts";
import { parseNode } from "./forwarded-node.ts";
import type { ForwardedLines } from "./reader.ts";
import { setTrimmedSlice } from "./scan.ts";

const scratch = new Address();

/**
 * Why a Forwarded element is malformed, if an option of `tells` or of the proxy may fix it. For
 * explanations alone.
 *
 * @param element the element as it was read, without blanks at its ends
 */
export function forwardedCause(
  element: string,
  { line }: ForwardedLines,
  form: ForwardedForm,
): string | undefined {
  if (form.ownLine && hasSeveralElements(line)) {
    return "ownLine: true allows one element in the last line, and it holds more";
  }
  const causes: string[] = [];
  if (!form.hostChecked && hasUnquotedText(line, line.length)) {
    causes.push(
      "a parameter such as host stands without quotes, so that a client's Host could add an element: let the hop add a line of its own with a quoted host and write ownLine: true, or write hostChecked: true if the hop passes known hosts only",
    );
  }
  if (!form.unquoted && isUnquotedIPv6(element)) {
    causes.push(
      "an IPv6 address stands without quotes or brackets: write unquoted: true if the hop always writes it so",
    );
  }
  return causes.length === 0 ? undefined : causes.join("; ");
}

function hasSeveralElements(line: string): boolean {
  const unquoted = line.replaceAll(/"(?:[^"\\]|\\.)*"/g, "");
  return unquoted.includes(",");
}

function isUnquotedIPv6(element: string): boolean {
  setTrimmedSlice(scratch, element, 0, element.length);
  const open = { unquoted: true, hostChecked: true };
  if (!parseElement(element, scratch.from, scratch.to, open)) return false;
  const text = element.slice(node.from, node.to);
  return parseNode(text, true, scratch) === "address" && text.includes(":");
}

/**
 * Why an element of a list, or a single value, is malformed, if another `format` may fix it. For
 * explanations alone.
 */
export function formatCause(
  element: string,
  format: "ip" | "ip:port" | undefined,
): string | undefined {
  const { length } = element;
  if (parseEndpoint(element, 0, length, scratch)) {
    return format === "ip"
      ? 'the format is a bare address: write format: "ip:port" if the hop writes ports, or awsAlb({ clientPort: true })'
      : "the format is an address with a port, IPv6 in brackets: check whether the hop writes ports (awsAlb: clientPort)";
  }
  return parseAddress(element, 0, length, scratch)
    ? "it can be read with and without a port: the hop must write brackets"
    : undefined;
}

/** Why `unix:` hides the peer; for explanations alone. */
export function unixCause(element: string): string | undefined {
  return element === "unix:"
    ? "the next outer hop's address must be exactly 'unix', and neither hop repeated"
    : undefined;
}
