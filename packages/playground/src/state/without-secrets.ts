import type { Resolver } from "@client-ip/core";
import { Address, forwardingHeader, isObject, parseAddress } from "@client-ip/core/internal";
import { readProxyBytes } from "@client-ip/cli/request-text";
import type { PageState } from "./page-state.ts";
import { jsonOf } from "./path-rows.ts";
import { resolverOf } from "./preset-calls.ts";
import { variableOf } from "./stand-ins.ts";

/** What stands for any other text that the page does not pass on. */
const LEFT_OUT = "(not in the link)";

const scratch = new Address();

/**
 * The state without what may be a secret, for a link that others see:
 *
 * - a path only if it is valid, for a wrong one may hold anything anywhere
 * - in place of each secret of the path a text that stands for it, in the header of the request
 *   too, so that the walk stays the same
 * - the values of those headers alone that proxies write, that the path reads, and Host
 * - of URLs neither user nor query
 */
export function withoutSecrets(state: PageState): PageState {
  const resolver = resolverIf(state.path);
  const secrets = resolver === undefined ? [] : secretsOf(state.path);
  const hide = (text: string): string => hidden(text, secrets);
  return {
    ...state,
    path: resolver === undefined ? "" : hide(withPublicUrls(inOneForm(state.path.trim()))),
    peer: isPeer(state.peer.trim()) ? state.peer.trim() : "",
    headers: state.headers
      .split(/\r?\n/)
      .map((line) => withoutValue(line, resolver, hide))
      .filter((line) => line !== "")
      .join("\n"),
    proxy: isProxy(state.proxy) ? hide(state.proxy.trim()) : "",
  };
}

function resolverIf(path: string): Resolver | undefined {
  try {
    return resolverOf(path);
  } catch {
    return undefined;
  }
}

/**
 * JSON as this program writes it. In another text a secret may look different, `a\/b` for `a/b`, or
 * stand beside a field of the same name, which hides it.
 */
function inOneForm(path: string): string {
  const value = jsonOf(path);
  return value === undefined ? path : JSON.stringify(value);
}

/** The values of the secrets of a path in JSON. In text they are names of variables. */
function secretsOf(path: string): readonly string[] {
  const found = new Set<string>();
  const search = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (isObject(value) && isObject(value["secret"])) {
      const { value: given } = value["secret"];
      for (const one of [given].flat()) if (typeof one === "string") found.add(one);
    }
    for (const one of Object.values(value)) search(one);
  };
  search(jsonOf(path));
  // What contains another is replaced first.
  return [...found]
    .filter((secret) => variableOf(secret) === undefined)
    .toSorted((a, b) => b.length - a.length);
}

/** The text with each secret replaced: the same secret always by the same text. */
function hidden(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret, index) => {
    const stand = standFor(index);
    const inJson = JSON.stringify(secret).slice(1, -1);
    return shown.replaceAll(inJson, stand).replaceAll(secret, stand);
  }, text);
}

/** As long as a secret must be, so that the path stays as it was. */
const standFor = (index: number): string => `value-of-SECRET_${index + 1}`;

function withoutValue(
  line: string,
  resolver: Resolver | undefined,
  hide: (text: string) => string,
): string {
  const colon = line.indexOf(":", 1);
  if (colon === -1) return "";
  const [name, value] = [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
  if (!/^:?[!#$%&'*+.^_`|~\w-]+$/.test(name)) return "";
  if (resolver?.facts.secretHeaders.includes(name) === true) {
    const isKnown = variableOf(value) !== undefined || hide(value) !== value;
    return `${line.slice(0, colon)}: ${isKnown ? hide(value) : LEFT_OUT}`;
  }
  return isShown(name, resolver) ? hide(line) : `${hide(line.slice(0, colon))}: ${LEFT_OUT}`;
}

function isShown(name: string, resolver: Resolver | undefined): boolean {
  if (name === "host" || name === ":authority") return true;
  if (forwardingHeader({ peer: undefined, rawHeaders: [name, ""] }) !== undefined) return true;
  const { addressHeaders, statementHeaders } = resolver?.facts ?? {};
  return addressHeaders?.includes(name) === true || statementHeaders?.includes(name) === true;
}

function withPublicUrls(text: string): string {
  return text.replaceAll(/\bhttps?:\/\/[^\s",]+/g, (given) => {
    const url = URL.canParse(given) ? new URL(given) : undefined;
    return url === undefined ? LEFT_OUT : `${url.protocol}//${url.host}${url.pathname}`;
  });
}

function isPeer(peer: string): boolean {
  const [address = ""] = peer.split("%", 1);
  return (
    peer === "unix" ||
    peer === "invoker" ||
    (/^[^%]*(?:%\w{1,15})?$/.test(peer) && parseAddress(address, 0, address.length, scratch))
  );
}

function isProxy(proxy: string): boolean {
  try {
    return readProxyBytes(proxy).length > 0;
  } catch {
    return false;
  }
}
