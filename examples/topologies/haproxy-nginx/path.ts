import { haproxy, nginx, type Path } from "@client-ip/express";

/** `clientIp(path)`: client first, application last. Here both proxies are on one machine. */
export const path: Path = [haproxy(), nginx()];
