import type { IncomingMessage, ServerResponse } from "node:http";
import type { Resolution } from "@client-ip/node";
import {
  bindResolver,
  type Gate,
  type NodeRequest,
  rejectionOf,
  rejectRequest,
} from "@client-ip/node/adapter";
import { infoOf } from "./info-of.ts";

interface FastifyRequest {
  readonly raw: NodeRequest;
}

interface FastifyReply {
  code(status: number): FastifyReply;
  headers(values: Readonly<Record<string, string>>): FastifyReply;
  send(body: string): FastifyReply;
}

type Middleware = (req: IncomingMessage, res: ServerResponse, next: () => void) => void;
type Hook = (request: FastifyRequest, reply: FastifyReply, next: () => void) => unknown;

/** As much of an instance of Fastify as is used here. */
export interface Instance {
  /** Middleware, once Nest has registered @fastify/middie. */
  readonly use?: (middleware: Middleware) => unknown;
  addHook(name: "onRequest", hook: Hook): unknown;
  decorateRequest(name: string, accessor: { getter(this: FastifyRequest): unknown }): unknown;
}

/** Binds the requests of an instance of Fastify, in front of the middleware of Nest. */
export function bindToFastify(instance: Instance, { resolver, admits }: Gate): void {
  const getters = {
    clientIp: ({ ip }: Resolution) => ip,
    clientIpInfo: (info: Resolution) => info,
  };
  for (const [name, answer] of Object.entries(getters)) {
    instance.decorateRequest(name, {
      getter() {
        return answer(infoOf(this.raw, resolver));
      },
    });
  }
  // NestFactory.create() registers middie before there are modules, a test does it later. A hook
  // that is added behind middie's runs after all middleware.
  if (typeof instance.use === "function") {
    instance.use((req, res, next) => {
      bindResolver(req, resolver);
      if (!admits(req)) return rejectRequest(req, res);
      next();
    });
  } else {
    instance.addHook("onRequest", (request, reply, next) => {
      const { raw } = request;
      bindResolver(raw, resolver);
      if (admits(raw, request)) return next();
      const { status, headers, body } = rejectionOf(raw);
      return reply.code(status).headers(headers).send(body);
    });
  }
}
