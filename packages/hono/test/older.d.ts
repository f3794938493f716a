// The oldest supported releases have the same shape here.
declare module "hono-4.12" {
  export { Hono } from "hono";
}
declare module "hono-node-server-1" {
  export { createAdaptorServer } from "@hono/node-server";
}
