// OpenTelemetry's spans carry the client. Start with: node --import ./opentelemetry.js app.js
import { clientIpOf, createResolver } from "@client-ip/node";
import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";

const resolver = createResolver("nginx");

const http = new HttpInstrumentation({
  startIncomingSpanHook: (req) => ({ "client.address": clientIpOf(req, resolver) }),
});
registerInstrumentations({ instrumentations: [http] });
