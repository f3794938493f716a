import { envoy, type Hop } from "@client-ip/express";

/** `clientIp(path)`: Envoy on this machine, which appends to X-Forwarded-For. */
export const path: Hop = envoy();

/** The same Envoy, read by x-envoy-external-address and cross-checked with X-Forwarded-For. */
export const externalAddressPath: Hop = envoy({ externalAddress: true });
