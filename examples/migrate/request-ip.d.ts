// The types of its own declare another `req.clientIp`.
declare module "request-ip" {
  import type { RequestHandler } from "express";

  const requestIp: { mw(): RequestHandler };
  export default requestIp;
}
