import { apache, type Hop } from "@client-ip/express";

/** Apache on this machine, which appends to X-Forwarded-For. */
export const path: Hop = apache();
