import { errorMonitor, type EventEmitter } from "node:events";
import { Server as HttpServer } from "node:http";
import { Server as HttpsServer } from "node:https";
import { Server } from "node:net";
import { warnOnce } from "../warnings/warn-once.ts";
import { type Environment, registerSettings, sealedPlaces } from "./register-settings.ts";
import { bringsRequest, sealRequests } from "./seal-requests.ts";
import { servesHttp } from "./serves-http.ts";

/**
 * Seals the servers of this process when they begin to listen: those whose ports
 * `CLIENT_IP_LISTEN` names; without it the first one, and those that get their connections from
 * another server.
 *
 * Nothing happens before: `NODE_OPTIONS` reaches npm and every child process, which have no server
 * or another one. A mistake in the variables is thrown by `listen`; or, where `listen` was not told
 * the port, it is thrown as soon as the port is known, and the server is closed.
 */
export class ListeningServers {
  readonly #environment: Environment;
  readonly #print: (line: string) => void;
  #settings: ReturnType<typeof registerSettings> | undefined;
  /** The server that is sealed if no port is named. */
  #first: Server | undefined;
  readonly #sealed = new WeakSet<Server>();
  #hasSealed = false;
  readonly #known = new WeakSet<Server>();
  /** Those that could not be sealed. */
  readonly #failed = new WeakSet<Server>();

  /** @param print is given one line for each sealed server. */
  constructor(environment: Environment, print: (line: string) => void) {
    this.#environment = environment;
    this.#print = print;
  }

  /** Makes `listen` of every server tell this object first, and `emit` of a server it missed. */
  register(): void {
    precede(Server.prototype, "listen", (server, given) => {
      this.beforeListen(server, given);
      return false;
    });
    for (const { prototype } of [Server, HttpServer, HttpsServer]) {
      // All servers inherit from the first, also those of HTTP/2, whose classes are not exported. A
      // tracer may have given the others an `emit` of their own.
      if (prototype === Server.prototype || Object.hasOwn(prototype, "emit")) {
        precede(prototype, "emit", (server, [event]) => this.beforeEmit(server, event));
      }
    }
  }

  /** @param given the arguments of `listen`. */
  beforeListen(server: Server, given: readonly unknown[]): void {
    if (!servesHttp(server)) return;
    const places = sealedPlaces(this.#environment);
    if (places.length === 0) this.#sealFirst(server);
    else if (places.includes(placeIn(given) ?? "")) this.#seal(server);
    if (this.#known.has(server)) return;
    this.#known.add(server);
    server.on("listening", () => {
      // `listen` was not told the port: it got a descriptor, or 0.
      if (places.includes(placeOf(server))) this.#sealOrClose(server);
      if (this.#sealed.has(server)) this.#tell(server);
      else if (places.length === 0) warnOfOther(server);
    });
  }

  /**
   * For a server that began to listen before the hook was imported, or that gets its connections
   * from another one.
   *
   * @returns whether it was sealed just now.
   */
  beforeEmit(server: Server, event: unknown): boolean {
    if (!bringsRequest(event) || !servesHttp(server)) return false;
    if (this.#failed.has(server)) this.#seal(server);
    if (this.#known.has(server)) {
      this.#warnIfNone(server);
      return false;
    }
    const places = sealedPlaces(this.#environment);
    if (places.includes(placeOf(server))) this.#seal(server);
    else if (places.length === 0) {
      // No port tells those apart that share one, such as those of HTTP/1 and HTTP/2.
      if (server.address() === null) this.#seal(server);
      else this.#sealFirst(server);
    }
    // After a mistake each request fails: the application may outlive the first error.
    this.#known.add(server);
    if (!this.#sealed.has(server)) {
      if (server.address() === null) warnOfShared();
      this.#warnIfNone(server);
      return false;
    }
    this.#tell(server);
    return true;
  }

  /** Warns if a request comes to a server that listens, while no server is sealed. */
  #warnIfNone(server: Server): void {
    if (this.#hasSealed || server.address() === null) return;
    warnOfNone(server, sealedPlaces(this.#environment));
  }

  #sealFirst(server: Server): void {
    if ((this.#first ?? server) !== server) return;
    // After a mistake there is no first one: each `listen` and each request throws.
    this.#seal(server);
    this.#first = server;
    // It may not get its port: then the next server is the first one.
    const emitter: EventEmitter = server;
    emitter.once(errorMonitor, () => {
      if (!server.listening && this.#first === server) this.#first = undefined;
    });
  }

  #seal(server: Server): void {
    this.#settings ??= registerSettings(this.#environment);
    const { resolver, options } = this.#settings;
    sealRequests(server, resolver, options);
    this.#sealed.add(server);
    this.#hasSealed = true;
  }

  /** The application may outlive the error, and must not answer unsealed then. */
  #sealOrClose(server: Server): void {
    try {
      this.#seal(server);
    } catch (error) {
      this.#failed.add(server);
      server.close();
      throw error;
    }
  }

  /** The path in one line, by the names of its hops: no secret is in it. */
  #tell(server: Server): void {
    const paths = this.#settings?.resolver.facts.sequences.map((hops) => hops.join(" > ")) ?? [];
    const path = paths.length === 0 ? "direct" : paths.join(" | ");
    this.#print(`client-ip: seals requests to ${placeOf(server)} (path: ${path})`);
  }
}

function warnOfOther(server: Server): void {
  warnOnce("CLIENT_IP_NOT_SEALED", "", () => {
    return (
      `Requests to ${placeOf(server)} are not sealed: the first server of the process is. ` +
      "If they should be, name all ports: CLIENT_IP_LISTEN=3000,3443."
    );
  });
}

function warnOfShared(): void {
  warnOnce("CLIENT_IP_NOT_SEALED", "shared", () => {
    return (
      "Requests to a server that gets its connections from another one are not sealed, because no " +
      "port of CLIENT_IP_LISTEN names it. Seal it with sealRequests, or remove the variable."
    );
  });
}

/** @param places that `CLIENT_IP_LISTEN` names, where no server listens. */
function warnOfNone(server: Server, places: readonly string[]): void {
  warnOnce("CLIENT_IP_NOT_SEALED", "none", () => {
    return (
      `Requests to ${placeOf(server)} are not sealed, nor are any others: no server of HTTP listens ` +
      `on CLIENT_IP_LISTEN=${places.join(",")}. Write CLIENT_IP_LISTEN=${placeOf(server)}, or remove ` +
      "the variable: then the first server of the process is sealed."
    );
  });
}

/**
 * Calls a function before a method.
 *
 * @param before gets the object and the arguments. If it returns true, the method is looked up
 *   again: the object has another one now.
 */
function precede(
  prototype: Server,
  name: "listen" | "emit",
  before: (server: Server, given: readonly unknown[]) => boolean,
): void {
  const method: unknown = Reflect.get(prototype, name);
  Reflect.set(prototype, name, function preceded(this: Server, ...given: unknown[]): unknown {
    const now: unknown = before(this, given) ? Reflect.get(this, name) : method;
    return Reflect.apply(Object(now), this, given);
  });
}

/** A port or a path, if `listen` is given one: `(port)`, `(path)`, `({ port })`, `({ path })`. */
function placeIn([first]: readonly unknown[]): string | undefined {
  const { port, path }: { readonly port?: unknown; readonly path?: unknown } = Object(first);
  const place = [port, path, first].find(
    (one) => typeof one === "number" || typeof one === "string",
  );
  return place === undefined ? undefined : String(place);
}

/** Where a server listens: its port, or its path. */
function placeOf(server: Server): string {
  const address = server.address();
  return typeof address === "string" ? address : String(address?.port ?? "another server's port");
}
