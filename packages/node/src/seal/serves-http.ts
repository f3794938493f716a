import { Server as HttpServer } from "node:http";
import { Server as HttpsServer } from "node:https";
import type { Server } from "node:net";

/**
 * Whether a server emits requests. HTTP/2's two classes are not exported. Only they have
 * `updateSettings`.
 */
export function servesHttp(server: Server): boolean {
  return (
    server instanceof HttpServer || server instanceof HttpsServer || "updateSettings" in server
  );
}
