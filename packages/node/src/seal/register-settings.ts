import { ClientIpError, type Resolver } from "@client-ip/core";
import { closest, quote } from "@client-ip/core/internal";
import { resolverOf } from "../request/create-resolver.ts";
import type { SealOptions } from "./options.ts";

/** Environment variables by name, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = "CLIENT_IP_";
const VARIABLES: readonly string[] = [
  "PATH",
  "ON_UNRESOLVED",
  "HEADER",
  "HEALTH",
  "KEEP",
  "LISTEN",
];

/** What the register hook seals with. */
export interface RegisterSettings {
  readonly resolver: Resolver;
  readonly options: SealOptions;
}

/**
 * Reads the variables of the register hook.
 *
 * @throws ClientIpError `register` for a variable that is missing or wrong; the errors of
 *   `createResolver` for the path. A secret in the path is never shown.
 */
export function registerSettings(environment: Environment): RegisterSettings {
  checkSpelling(environment);
  const path = textOf(environment, "CLIENT_IP_PATH");
  if (path === undefined) {
    return fail(
      "no CLIENT_IP_PATH",
      "what stands in front of the application",
      "Set it, such as CLIENT_IP_PATH=nginx, or CLIENT_IP_PATH=direct if nothing does.",
    );
  }
  const onUnresolved = textOf(environment, "CLIENT_IP_ON_UNRESOLVED");
  if (onUnresolved !== "reject" && onUnresolved !== "peer") {
    return fail(
      onUnresolved === undefined
        ? "no CLIENT_IP_ON_UNRESOLVED"
        : `CLIENT_IP_ON_UNRESOLVED=${quote(onUnresolved)}`,
      "reject or peer",
      "Set CLIENT_IP_ON_UNRESOLVED=reject. With peer, requests without a client pass, and programs that look at the socket take the proxy for the client.",
    );
  }
  const header = textOf(environment, "CLIENT_IP_HEADER");
  const health = listOf(environment, "CLIENT_IP_HEALTH");
  const keep = listOf(environment, "CLIENT_IP_KEEP");
  return {
    resolver: resolverOf(path),
    options: {
      onUnresolved,
      ...(header === undefined ? {} : { header }),
      ...(health === undefined ? {} : { health }),
      ...(keep === undefined ? {} : { keep }),
    },
  };
}

/**
 * The ports and unix sockets in `CLIENT_IP_LISTEN`; none if it is not set.
 *
 * @throws ClientIpError `register` for anything else in it.
 */
export function sealedPlaces(environment: Environment): readonly string[] {
  const places = listOf(environment, "CLIENT_IP_LISTEN") ?? [];
  const wrong = places.find((place) => !/^(?:\/.*|[1-9]\d{0,4})$/.test(place));
  if (wrong === undefined) return places;
  return fail(
    "a CLIENT_IP_LISTEN with something else than ports and paths",
    "ports, or absolute paths of unix sockets, with commas between them",
    "Set CLIENT_IP_LISTEN to 3000,3443.",
  );
}

/**
 * An application may have variables of its own that begin so. Only a name that is nearly one of
 * ours is wrong.
 */
function checkSpelling(environment: Environment): void {
  for (const name of Object.keys(environment)) {
    const rest = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : undefined;
    if (rest === undefined || VARIABLES.includes(rest)) continue;
    const meant = closest(rest, VARIABLES);
    if (meant === undefined) continue;
    fail(`the variable ${name}`, "the name of a variable", `Write ${PREFIX}${meant}.`);
  }
}

/** A variable that is set to nothing counts as one that is not set. */
function textOf(environment: Environment, name: string): string | undefined {
  const text = environment[name]?.trim();
  return text === "" ? undefined : text;
}

/** One that is set to nothing is an empty list. */
function listOf(environment: Environment, name: string): readonly string[] | undefined {
  const parts = environment[name]?.split(",").map((part) => part.trim());
  return parts?.filter((part) => part !== "");
}

function fail(given: string, expected: string, remedy: string): never {
  throw new ClientIpError({ code: "register", given, expected, remedy });
}
