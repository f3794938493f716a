// Feathers: services and hooks find the client in their params.
import { clientIp } from "@client-ip/express";
import express, { rest } from "@feathersjs/express";
import { feathers } from "@feathersjs/feathers";

export const app = express(feathers());
app.use(clientIp("nginx"));
app.use((req, _res, next) => {
  req.feathers = { ...req.feathers, clientIp: req.clientIp };
  next();
});
app.configure(rest());

app.use("hello", {
  find: async (params) => ({ client: params.clientIp ?? "unknown" }),
});
