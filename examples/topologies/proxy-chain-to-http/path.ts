import { nginx, type Path } from "@client-ip/express";

/**
 * nginx names the client of the PROXY header, as if the balancers in front of it kept the source
 * address.
 */
export const path: Path = [
  { name: "edge", tells: "source-address" },
  { name: "transit", tells: "source-address" },
  { name: "relay", tells: "source-address" },
  nginx({ address: "10.1.0.4" }),
];
