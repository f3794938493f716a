import { fork } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { headerOf, LAST } from "./server-kinds.ts";

it.concurrent.each(["rr", "none"])(
  "each worker of a cluster (scheduling %s) receives headers, and exits when it is disconnected",
  async (scheduling) => {
    const primary = fork(new URL("cluster-server.mjs", import.meta.url), [scheduling]);
    const [port] = (await once(primary, "message")) as [number];
    const clients = Array.from({ length: 16 }, (_, i) => `198.51.100.${i + 1}`);
    const half = connect(port, "127.0.0.1").on("error", () => {});
    half.write(headerOf("198.51.100.99").subarray(0, 9));
    const answers = await Promise.all(
      clients.map(async (client) => {
        const socket = connect(port, "127.0.0.1");
        socket.write(Buffer.concat([headerOf(client), Buffer.from(LAST)]));
        return /(\S+) by \d$/.exec(await text(socket))?.[1];
      }),
    );
    expect(answers).toEqual(clients);
    const exited = once(primary, "exit");
    primary.send("end");
    expect(await exited).toEqual([0, null]);
  },
);
