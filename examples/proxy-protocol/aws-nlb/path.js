/**
 * The subnets of the load balancer. Its nodes' addresses change, the subnets stay. They must
 * contain no other machine.
 *
 * @type {import("@client-ip/express").Path}
 */
export const path = [
  { name: "nlb", address: ["10.0.1.0/24", "10.0.2.0/24"], tells: "proxy-protocol" },
];
