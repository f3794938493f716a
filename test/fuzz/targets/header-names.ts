import { validateHeaderName } from "node:http";
import { ClientIpError, createResolver } from "@client-ip/core";
import { kept, same, type Target } from "../target.ts";

const PEER = "10.0.0.1";
const IP = "203.0.113.7";

/** Whether Node takes it for a header's name (RFC 9110, 5.1: a token). */
function isToken(name: string): boolean {
  try {
    validateHeaderName(name);
    return true;
  } catch {
    return false;
  }
}

/** Each other letter in the other case. */
function respelled(name: string): string {
  return name.replaceAll(/(.)(.?)/g, (_, one: string, two: string) => {
    const other = one === one.toLowerCase() ? one.toUpperCase() : one.toLowerCase();
    return other + two;
  });
}

export const headerNames: Target = {
  name: "header-names",
  guidedBy: ["core/src/config/header-name", "core/src/headers/header-"],
  seeds: [
    "X-Real-IP",
    "x-forwarded-for",
    "CF-Connecting-IP",
    "host",
    "a",
    "x_real_ip",
    "X--1",
    "AZ-@[",
    "a:b",
    "az-AZ",
  ],
  tokens: [
    "-",
    "_",
    "x-",
    "X-",
    "ip",
    "IP",
    ":",
    " ",
    "é",
    "ı",
    "K",
    "forwarded",
    "host",
    "\u0000",
  ],
  check: (name) => {
    let resolver: ReturnType<typeof createResolver> | undefined;
    let code: string | undefined;
    try {
      resolver = createResolver({ address: PEER, tells: { value: name } });
    } catch (error) {
      if (!(error instanceof ClientIpError)) throw error;
      ({ code } = error);
    }
    if (!isToken(name)) {
      same("what is no token is refused", code, "bad-header-name");
      return;
    }
    kept("a token has another error, if any", code !== "bad-header-name");
    if (resolver === undefined) return;
    for (const spelled of [name, respelled(name), name.toLowerCase(), name.toUpperCase()]) {
      const { ip } = resolver.resolve({ peer: PEER, rawHeaders: [spelled, IP] });
      same(`${spelled} is the header`, ip, name.toLowerCase() === HIDDEN ? undefined : IP);
    }
    for (const other of [`${name}x`, `x${name}`, name.slice(1), name.replaceAll("-", "_")]) {
      if (other.toLowerCase() === name.toLowerCase()) continue;
      const { ip } = resolver.resolve({ peer: PEER, rawHeaders: [other, IP] });
      same(`${other} is another header`, ip, undefined);
    }
  },
};

/** It says nothing without X-Forwarded-For beside it. */
const HIDDEN = "x-envoy-external-address";
