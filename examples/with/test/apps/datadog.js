// Datadog's tracer, as its documentation has it imported. Run by a test.
await import("dd-trace/initialize.mjs");
