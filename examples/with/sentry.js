// Sentry's events carry the client.
import { clientIp } from "@client-ip/express";
import * as Sentry from "@sentry/node";
import express from "express";

Sentry.init({
  dataCollection: { userInfo: false },
  // For releases before 11:
  integrations: [Sentry.requestDataIntegration({ include: { ip: false } })],
});

export const app = express();
app.use(clientIp("nginx"));
app.use((req, _res, next) => {
  Sentry.setUser({ ip_address: req.clientIp ?? null });
  next();
});

app.get("/", (req) => {
  throw new Error(`No answer to ${req.url}`);
});

Sentry.setupExpressErrorHandler(app);
