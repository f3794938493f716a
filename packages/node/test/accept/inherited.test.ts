import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { CLIENT, HEADER, LAST } from "./server-kinds.ts";

it("an inherited unix listener, whose path Node does not know, has unix peers", async () => {
  const folder = await mkdtemp(join(tmpdir(), "client-ip-"));
  const path = join(folder, "socket");
  const moved = join(folder, "moved");
  const opener = createServer();
  await once(opener.listen(path), "listening");
  const { _handle: handle } = opener as unknown as { readonly _handle: { readonly fd: number } };
  const child = fork(new URL("inherited-server.mjs", import.meta.url), {
    stdio: ["inherit", "inherit", "inherit", handle.fd, "ipc"],
  });
  try {
    await once(child, "message");
    // Closing removes the path, so the socket was moved. Connections to it reach the child alone.
    await rename(path, moved);
    opener.close();
    const socket = connect(moved);
    socket.write(Buffer.concat([HEADER, Buffer.from(LAST)]));
    expect(await text(socket)).toContain(`${CLIENT} through unix`);
  } finally {
    const exited = once(child, "exit");
    child.send("end");
    await exited;
    await rm(folder, { recursive: true });
  }
});
