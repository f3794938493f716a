import { haproxy, nginx, type Path } from "@client-ip/express";

/** `clientIp(path)`: client first, application last. Here all of it is on one machine. */
export const path: Path = [haproxy(), nginx()];
