import { describeGateway } from "./gateway.ts";

// The oldest release. The file beside this one has the newest, which needs a newer Node.
describeGateway("http-proxy-middleware", "http-proxy-middleware-3", {
  client: "127.0.0.1",
  list: "9.9.9.9, 203.0.113.7,127.0.0.1",
});
