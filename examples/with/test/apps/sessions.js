// better-auth without us. Run by a test.
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { toNodeHandler } from "better-auth/node";
import express from "express";

const auth = betterAuth({
  database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
  emailAndPassword: { enabled: true },
  advanced: { ipAddress: process.env.TRUSTED ? { trustedProxies: [process.env.TRUSTED] } : {} },
});

export const app = express();
app.all("/api/auth/*path", toNodeHandler(auth));
