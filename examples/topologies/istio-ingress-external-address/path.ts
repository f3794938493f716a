import { envoy, oneOf, type Path } from "@client-ip/express";

/**
 * Three gateways, each behind as many proxies as its numTrustedProxies says. Use the one that you
 * have.
 */
export const path: Path = [
  oneOf(
    envoy({ name: "gateway-0", address: "10.1.0.10", externalAddress: true }),
    envoy({ name: "gateway-1", address: "10.1.0.11", externalAddress: true, trustedHops: 1 }),
    envoy({ name: "gateway-2", address: "10.1.0.12", externalAddress: true, trustedHops: 2 }),
  ),
];
