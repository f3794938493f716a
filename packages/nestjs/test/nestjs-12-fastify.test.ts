import { withNest } from "./versions.ts";

const { conform } = await withNest(12, () => import("./conform.ts"));
conform("NestJS 12 on Fastify", "fastify");
