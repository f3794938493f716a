import { clientIp } from "@client-ip/fastify";
import fastify from "fastify";
import { afterEach, describe, expect, it, vi } from "vitest";

import { albEvent, albEventOfLines, bodyOf, FORGED, FRONTS, type Handler } from "./lambda.ts";
import { recipe } from "./support.ts";

const NAME = "@fastify/aws-lambda";

/** It gives a request without an address that of a request of its own machine. */
const PATH = "aws-alb loopback";

afterEach(() => {
  vi.unstubAllEnvs();
});

describe.each<{ [NAME]?: string }>([{}, { [NAME]: "fastify-aws-lambda-5" }])(
  `${NAME} %o`,
  (older) => {
    const others = FRONTS.filter(([path]) => !path.startsWith("aws-alb"));
    it.each<(typeof FRONTS)[number]>([...others, [PATH, albEvent(FORGED)]])(
      "greets the client behind %j",
      async (path, event) => {
        vi.stubEnv("CLIENT_IP_PATH", path);
        const { handler } = await recipe<{ handler: Handler }>("fastify-aws-lambda", older);
        expect(await bodyOf(handler, event)).toBe("Hello 203.0.113.7");
      },
    );

    it("greets no client if the balancer wrote nothing", async () => {
      vi.stubEnv("CLIENT_IP_PATH", PATH);
      const { handler } = await recipe<{ handler: Handler }>("fastify-aws-lambda", older);
      const event = albEvent({ host: ["app.example"] });
      expect(await bodyOf(handler, event)).toBe("Hello unknown client");
    });

    it("takes its own machine for the client behind an ALB with another path", async () => {
      vi.stubEnv("CLIENT_IP_PATH", "aws-alb invoker");
      const { handler } = await recipe<{ handler: Handler }>("fastify-aws-lambda", older);
      expect(await bodyOf(handler, albEvent(FORGED))).toBe("Hello 127.0.0.1");
    });
  },
);

async function answer(options: { readonly albMultiValueHeaders: boolean }): Promise<string> {
  const { default: awsLambdaFastify } = await import(NAME);
  const app = fastify();
  await app.register(clientIp(PATH));
  app.get("/", (request) => request.clientIp ?? request.clientIpInfo.status);
  return bodyOf(awsLambdaFastify(app, options), albEventOfLines(FORGED));
}

describe("@fastify/aws-lambda", () => {
  it("needs its own setting for a target group with multi-value headers", async () => {
    expect(await answer({ albMultiValueHeaders: true })).toBe("203.0.113.7");
    expect(await answer({ albMultiValueHeaders: false })).toBe("missing");
  });

  it("has the forged address in Fastify's own `request.ip` with `trustProxy`", async () => {
    const { default: awsLambdaFastify } = await import(NAME);
    const app = fastify({ trustProxy: true });
    app.get("/", (request) => request.ip);
    expect(await bodyOf(awsLambdaFastify(app), albEvent(FORGED))).toBe("6.6.6.6");
  });
});
