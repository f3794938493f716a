// OpenTelemetry as it is without us. Run by a test.
import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";

registerInstrumentations({ instrumentations: [new HttpInstrumentation()] });
