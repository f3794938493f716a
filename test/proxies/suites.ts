import { missing, type Need } from "../harness/programs.ts";
import { OUTSIDE_CLIENTS } from "./clients.ts";

/** The suites that need real proxies: each is `test/proxies/NAME.test.ts`. */
export const SUITES: Readonly<Record<string, readonly Need[]>> = {
  nginx: ["nginx"],
  haproxy: ["haproxy"],
  envoy: ["envoy"],
  "haproxy-nginx": ["haproxy", "nginx"],
  "envoy-gateway": ["envoy"],
  "envoy-mesh": ["envoy", "openssl"],
  "haproxy-proxy-protocol": ["haproxy"],
  "haproxy-tls": ["haproxy", "openssl"],
  "haproxy-tls-passthrough": ["haproxy", "openssl"],
  "haproxy-haproxy": ["haproxy"],
  "haproxy-envoy": ["haproxy", "envoy"],
  "nginx-stream": ["nginx", "nginx's stream module"],
  "envoy-proxy-protocol": ["envoy"],
  "envoy-http-proxy-protocol": ["envoy"],
  varnish: ["varnishd"],
  stunnel: ["stunnel", "openssl"],
  hitch: ["hitch", "openssl"],
  caddy: ["caddy 2.7"],
  curl: ["curl"],
  doctor: ["nginx", "haproxy", "envoy"],
  scheme: ["nginx", "haproxy", "envoy", "openssl"],
};

/** The recipes that need real programs: the test of each is `examples/with/test/NAME.test.ts`. */
export const RECIPES: Readonly<Record<string, readonly Need[]>> = {
  "rate-limit-redis": ["redis-server"],
  "rate-limiter-flexible": ["redis-server"],
};

/** What is tested in a browser, each in `packages/playground/test/browser/NAME.test.ts`. */
export const PAGES: Readonly<Record<string, readonly Need[]>> = {
  demonstration: ["chromium"],
  elements: ["chromium"],
  page: ["chromium"],
};

/** Programs of other languages that a package's tests ask, each in the file of its name. */
const OTHERS: Readonly<Record<string, readonly Need[]>> = {
  "packages/cli/test/vectors/python": ["python3"],
};

/** What each file of tests needs that is not on every machine. */
const NEEDS: readonly (readonly [file: string, needs: readonly Need[]])[] = [
  ...Object.entries(SUITES).map(
    ([name, needs]) => [`test/proxies/${name}.test.ts`, needs] as const,
  ),
  ...Object.entries(RECIPES).map(
    ([name, needs]) => [`examples/with/test/${name}.test.ts`, needs] as const,
  ),
  ...Object.entries(PAGES).map(
    ([name, needs]) => [`packages/playground/test/browser/${name}.test.ts`, needs] as const,
  ),
  ...Object.entries(OTHERS).map(([name, needs]) => [`${name}.test.ts`, needs] as const),
];

/** Something that cannot be tested on this machine: its name, and what to do about it. */
export type LeftOut = { readonly what: string; readonly because: string };

/** The tests that cannot run here; `what` is the file of each. */
export function suitesLeftOut(has?: (need: Need) => boolean): readonly LeftOut[] {
  return NEEDS.flatMap(([what, needs]) => {
    const because = missing(["Linux with IPv6", ...needs], has).join(", ");
    return because === "" ? [] : [{ what, because }];
  });
}

/** The kinds of client that no suite can have here. */
function clientsLeftOut(): readonly LeftOut[] {
  const commands = {
    "127.0.0.1": ["IPv4", "ip addr add 203.0.113.7/32 dev lo"],
    "::1": ["IPv6", "ip -6 addr add 2001:db8::7/128 dev lo"],
  };
  const here = new Set<string>(OUTSIDE_CLIENTS.map(({ to }) => to));
  const absent = Object.entries(commands).filter(([to]) => !here.has(to));
  return absent.map(([, [family, command]]) => ({
    what: `${family} clients outside loopback, in each suite of test/proxies`,
    because: `this machine has no such address (${command})`,
  }));
}

/**
 * Prints what this machine cannot run of the tests with real programs, and how to have it.
 *
 * @param required that nothing may be left out.
 * @throws Error with the same words instead, where something is left out although it is required.
 */
export function announce(
  leftOut: readonly LeftOut[],
  required: boolean,
  print: (text: string) => void,
): void {
  if (leftOut.length === 0) return;
  const text = leftOut.map(({ what, because }) => `left out: ${what}: ${because}`).join("\n");
  if (required) throw new Error(`CLIENT_IP_REAL_PROXIES=required, but\n${text}`);
  print(text);
}

/** Vitest's global setup, before all tests. */
export default function setup(): void {
  const required = process.env["CLIENT_IP_REAL_PROXIES"] === "required";
  announce([...suitesLeftOut(), ...clientsLeftOut()], required, console.log);
}
