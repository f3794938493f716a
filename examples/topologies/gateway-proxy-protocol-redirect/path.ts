import type { Path } from "@client-ip/express";

/** The gateway's header, which comes out of the sidecar; so does any other pod's, unless the port is closed to them. */
export const path: Path = [{ name: "sidecar", address: "127.0.0.6", tells: "proxy-protocol" }];
