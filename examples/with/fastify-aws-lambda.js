// A Fastify application in AWS Lambda, by @fastify/aws-lambda.
import { clientIp } from "@client-ip/fastify";
import awsLambdaFastify from "@fastify/aws-lambda";
import fastify from "fastify";

const { CLIENT_IP_PATH } = process.env; // such as "lambda-url"

const app = fastify();
await app.register(clientIp(CLIENT_IP_PATH));

app.get("/", (request) => `Hello ${request.clientIp ?? "unknown client"}`);

export const handler = awsLambdaFastify(app);
