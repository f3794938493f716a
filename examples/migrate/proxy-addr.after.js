import { createServer } from "node:http";
import { clientIpOf, createResolver } from "@client-ip/node";

const resolver = createResolver("nginx");

export const app = createServer((req, res) => {
  res.end(`${clientIpOf(req, resolver)}`);
});
