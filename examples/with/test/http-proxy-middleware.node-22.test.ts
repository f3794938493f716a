import { describeGateway } from "./gateway.ts";

describeGateway("http-proxy-middleware", "http-proxy-middleware", {
  client: "203.0.113.7",
  list: "9.9.9.9, 203.0.113.7",
});
