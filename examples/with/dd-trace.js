// Datadog's spans carry the client.
import { createServer } from "node:http";
import { createResolver, nginx, sealRequests } from "@client-ip/node";

const resolver = createResolver({ ...nginx(), proto: "x-forwarded-proto" });

export const server = createServer((_req, res) => {
  res.end("Hello\n");
});
sealRequests(server, resolver, { onUnresolved: "reject", header: "x-client-ip-sealed" });
