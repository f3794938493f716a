/**
 * The subnets of the load balancer: its nodes' addresses change, the subnets stay. Nobody else may have them.
 *
 * @type {import("@client-ip/express").Path}
 */
export const path = [
  { name: "nlb", address: ["10.0.1.0/24", "10.0.2.0/24"], tells: "proxy-protocol" },
];
