// A tracer provider that sends the attributes of each span to the test.
import { trace } from "@opentelemetry/api";
import { BasicTracerProvider } from "@opentelemetry/sdk-trace-base";

const sender = {
  onStart() {},
  onEnd: ({ attributes }) => process.send(attributes),
  async forceFlush() {},
  async shutdown() {},
};
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [sender] }));
