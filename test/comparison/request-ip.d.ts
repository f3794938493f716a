declare module "request-ip" {
  import type { IncomingMessage } from "node:http";

  const requestIp: { getClientIp(request: IncomingMessage): string | null };
  export default requestIp;
}
