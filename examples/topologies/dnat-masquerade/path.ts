import type { Path } from "@client-ip/express";

/** The balancer puts its own address in the client's place: behind it nobody is known, and no header is believed. */
export const path: Path = [{ name: "snat", address: "10.1.0.1", tells: "nothing" }];
