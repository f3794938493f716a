import { type Path, snat } from "@client-ip/express";

/**
 * The balancer replaces the client's address with its own. No client behind it can be known, and no
 * header is read.
 */
export const path: Path = [snat({ address: "10.1.0.1" })];
