import type { Evidence, Resolver } from "@client-ip/core";
import type { Command } from "commander";
import type { Terminal } from "./output.ts";
import { failUsage, fileText, textOf } from "./path-option.ts";
import { readHeaderLine } from "../request-text/header-line.ts";
import type { PastedRequest, RequestFormat } from "../request-text/pasted-request.ts";
import { checkedPeer } from "../request-text/peer.ts";
import { readProxyBytes } from "../request-text/proxy-bytes.ts";
import { readRequest } from "../request-text/read-request.ts";
import { withProxyHeaders } from "../request-text/with-proxy-headers.ts";

/** The options by which commands are told a request. */
export interface RequestOptions {
  readonly peer?: string;
  readonly header?: readonly string[];
  readonly proxy?: string;
  readonly encrypted?: boolean;
  readonly request?: string;
  readonly entry?: number;
}

/** The forms that clients write: what they sent, not what the application got. */
const CLIENTS: ReadonlySet<RequestFormat> = new Set(["curl-verbose", "curl-command", "har"]);

const AS_SENT =
  "note: this is the request as its client sent it, before the proxies of the path added to it. " +
  "To see the answer of your application, paste what it got: " +
  "JSON.stringify({ peer: req.socket.remoteAddress, rawHeaders: req.rawHeaders })";

/** Adds the value of an option that is given again. */
export const collect = (value: string, before: readonly string[] = []): string[] => [
  ...before,
  value,
];

/** Adds the options that describe the request. */
export function addRequestOptions(command: Command): Command {
  return command
    .option("--peer <address>", "the socket's peer: an address, unix, or invoker")
    .option("-H, --header <line>", "a header line 'Name: value'; give it again for more", collect)
    .option("--proxy <hex>", "the connection's PROXY headers, in hexadecimal")
    .option("--encrypted", "the socket is encrypted (TLS)")
    .option("--request <file>", "read the request from a file; - is stdin, and the default")
    .option("--entry <number>", "which request of the text, 1 being the first", wholeNumber);
}

/** @throws CommandError `command-usage` */
export function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  return failUsage(`the number ${JSON.stringify(text)}`, "a whole number from 1 to 999999");
}

/**
 * The evidence that the options and the pasted request give. PROXY headers are taken off the bytes
 * as a server does: as many as the path expects, from those of whom it expects them.
 *
 * @throws CommandError, ProxyProtocolError
 */
export async function evidenceFor(
  options: RequestOptions,
  resolver: Resolver,
  terminal: Terminal,
): Promise<Evidence> {
  const pasted = await pastedOf(options, terminal);
  if (pasted !== undefined && hasHops(resolver) && CLIENTS.has(pasted.format)) {
    terminal.stderr.write(`${AS_SENT}\n`);
  }
  const own = (options.header ?? []).map((line, index) =>
    readHeaderLine(line, `--header number ${index + 1}`),
  );
  const peer =
    options.peer === undefined ? pasted?.peer : checkedPeer(options.peer, "command-usage");
  if (peer === undefined) {
    return failUsage(
      "a request without the socket's peer",
      "--peer, the address of what connects to the application",
    );
  }
  const encrypted = options.encrypted ?? pasted?.encrypted;
  const bytes = options.proxy === undefined ? pasted?.proxyBytes : readProxyBytes(options.proxy);
  const evidence: Evidence = {
    peer,
    rawHeaders: [...(pasted?.rawHeaders ?? []), ...own.flat()],
    ...(encrypted === undefined ? {} : { encrypted }),
    ...(pasted?.authority === undefined ? {} : { authority: pasted.authority }),
  };
  return bytes === undefined ? evidence : withProxyHeaders(evidence, bytes, resolver);
}

function hasHops({ facts }: Resolver): boolean {
  return facts.sequences.some((hops) => hops.length > 0);
}

/** The request in a file or on stdin; none if the options alone describe it. */
async function pastedOf(
  { request, header, proxy, entry }: RequestOptions,
  { stdin }: Terminal,
): Promise<PastedRequest | undefined> {
  if (request !== undefined && request !== "-") return readRequest(fileText(request), { entry });
  const isDescribed = header !== undefined || proxy !== undefined;
  if (request === undefined && (isDescribed || stdin.isTTY === true)) return undefined;
  const text = await textOf(stdin);
  return request === undefined && text.trim() === "" ? undefined : readRequest(text, { entry });
}
