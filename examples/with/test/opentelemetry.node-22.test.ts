import { describeSpans } from "./spans.ts";

describeSpans("opentelemetry", {});
