/**
 * Seals the requests of an application without a line of code in it:
 *
 *     export CLIENT_IP_PATH=nginx CLIENT_IP_ON_UNRESOLVED=reject CLIENT_IP_KEEP=x-forwarded-proto
 *     node --import @client-ip/node/register app.js
 *
 * It changes `listen` and `emit` of Node's servers when it is imported, and exports nothing.
 * docs/register.md describes the variables, and what it cannot do.
 *
 * @module
 */
import { ListeningServers } from "./seal/listening-servers.ts";

/**
 * It may be imported twice: by `NODE_OPTIONS` and the command, or from two copies of this package.
 */
const REGISTERED = Symbol.for("@client-ip/node registered");

if (!Reflect.has(globalThis, REGISTERED)) {
  Reflect.set(globalThis, REGISTERED, true);
  new ListeningServers(process.env, (line) => process.stderr.write(`${line}\n`)).register();
}
