import { lookup as lookUp } from "node:dns/promises";
import { isIP } from "node:net";
import { CommandError } from "../errors.ts";

/** Where the diagnostic endpoint answers by default. */
const ENDPOINT = "/client-ip-diagnostics";

/** On Linux all of 127.0.0.0/8 is this machine: so a proxy's 127.0.0.1 can be told apart. */
const OWN_LOOPBACK = "127.0.113.7";

/** The one host that is asked, at the one address that it had at the start. */
export interface Target {
  readonly url: URL;
  /** The host of the URL, without brackets. */
  readonly host: string;
  readonly address: string;
  readonly family: 4 | 6;
  /** The address from which to connect; any if `undefined`. */
  readonly from: string | undefined;
}

/**
 * The target that a command line names.
 *
 * @param text a URL. If it has no path, the endpoint's default is meant.
 * @param resolve finds the address of a host name, once.
 * @throws CommandError `doctor-url`
 */
export async function targetOf(text: string, resolve: typeof lookUp = lookUp): Promise<Target> {
  if (!URL.canParse(text)) return fail("what is no URL", "a URL, such as https://app.example");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return fail(`a URL that begins with ${url.protocol}`, "https, or http to this machine");
  }
  if (`${url.username}${url.password}${url.search}${url.hash}` !== "") {
    return fail("a URL with a user, a query or a fragment", "the scheme, the host and the path");
  }
  if (url.pathname === "/") url.pathname = ENDPOINT;
  const host = url.hostname.replaceAll(/[[\]]/g, "");
  const { address, family } = await addressOf(host, resolve);
  if (url.protocol === "http:" && !/^(?:127\.|::1$)/.test(address)) {
    return fail(`plain HTTP to ${address}`, "https, since the token would be readable on its way");
  }
  const isHere = address.startsWith("127.") && process.platform === "linux";
  const from = isHere ? OWN_LOOPBACK : undefined;
  return { url, host, address, family: family === 6 ? 6 : 4, from };
}

async function addressOf(
  host: string,
  resolve: typeof lookUp,
): Promise<{ readonly address: string; readonly family: number }> {
  const family = isIP(host);
  if (family > 0) return { address: host, family };
  try {
    return await resolve(host);
  } catch (cause) {
    throw new CommandError({
      code: "doctor-url",
      given: `the host ${host}, which has no address`,
      expected: "a host that can be reached from here",
      remedy: "Check the name.",
      cause,
    });
  }
}

function fail(given: string, expected: string): never {
  throw new CommandError({
    code: "doctor-url",
    given,
    expected,
    remedy: "Write the URL of your application as its clients see it, such as https://app.example.",
  });
}
