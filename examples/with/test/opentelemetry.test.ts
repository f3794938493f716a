import { describeSpans } from "./spans.ts";

// The last release for Node 20. The file beside this one has the newest, which needs a newer Node.
describeSpans("opentelemetry", {
  "@opentelemetry/instrumentation": "opentelemetry-instrumentation-0.223",
  "@opentelemetry/instrumentation-http": "opentelemetry-instrumentation-http-0.223",
});
