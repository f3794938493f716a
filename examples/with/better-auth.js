// Sessions and limits of better-auth have the client.
import { clientIp, nginx } from "@client-ip/express";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { toNodeHandler } from "better-auth/node";
import express from "express";

const auth = betterAuth({
  database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
  emailAndPassword: { enabled: true },
  advanced: { ipAddress: { ipAddressHeaders: ["x-client-ip-sealed"] } },
});
const path = { ...nginx(), proto: "x-forwarded-proto" };

export const app = express();
app.use(clientIp(path, { seal: { onUnresolved: "reject", header: "x-client-ip-sealed" } }));
app.all("/api/auth/*path", toNodeHandler(auth));
