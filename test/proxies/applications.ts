import { expressApp } from "../../examples/topologies/express.ts";
import { fastifyApp } from "../../examples/topologies/fastify.ts";
import { koaApp } from "../../examples/topologies/koa.ts";

/** The example applications, by the framework's name. */
export const applications = [
  { framework: "Express", build: expressApp },
  { framework: "Fastify", build: fastifyApp },
  { framework: "Koa", build: koaApp },
] as const;
