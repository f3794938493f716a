// Reports an error to Sentry as it does without us. Run by a test.
import { clientIp } from "@client-ip/express";
import * as Sentry from "@sentry/node";
import express from "express";

Sentry.init();

const seal = { onUnresolved: "peer", keep: [] };
export const app = express();
if (process.env.SEAL === "listener") app.use(clientIp("nginx", { seal }));
app.get("/", () => {
  throw new Error("Not yet written");
});

Sentry.setupExpressErrorHandler(app);
