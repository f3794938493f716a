import { withNest } from "./versions.ts";

const { conform } = await withNest(11, () => import("./conform.ts"));
conform("NestJS 11 on Fastify", "fastify");
