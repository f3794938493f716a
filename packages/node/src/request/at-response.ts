import type { ServerResponse } from "node:http";

/**
 * Calls a function before the response begins, for what stays as it was then.
 *
 * @example
 * ```ts
 * import { IncomingMessage, ServerResponse } from "node:http";
 * import { Socket } from "node:net";
 * import { atResponse } from "@client-ip/node/adapter";
 *
 * const res = new ServerResponse(new IncomingMessage(new Socket()));
 * const begun: number[] = [];
 * atResponse(res, () => begun.push(res.statusCode));
 * res.statusCode = 204;
 * res.end();
 * begun; // -> [204]
 * ```
 */
export function atResponse(res: Pick<ServerResponse, "writeHead">, run: () => void): void {
  const writeHead: (...given: never[]) => unknown = res.writeHead.bind(res);
  Object.assign(res, {
    writeHead: (...given: never[]): unknown => {
      run();
      return writeHead(...given);
    },
  });
}
