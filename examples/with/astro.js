// Pages and endpoints of Astro have the client, in Astro.locals and as Astro.clientAddress.
import { clientIp, nginx } from "@client-ip/express";
import express from "express";
import { handler } from "./dist/server/entry.mjs";

const path = { ...nginx(), proto: "x-forwarded-proto" };

export const app = express();
app.use(clientIp(path, { seal: { onUnresolved: "reject" } }));
app.use(express.static("dist/client"));
app.use((req, res, next) => handler(req, res, next, { clientIp: req.clientIp }));
