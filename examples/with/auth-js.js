// Auth.js makes its URLs and cookies for the scheme and the host that nginx was asked for.
import { ExpressAuth, getSession } from "@auth/express";
import GitHub from "@auth/express/providers/github";
import { clientIp, nginx } from "@client-ip/express";
import express from "express";

const path = { ...nginx(), proto: "x-forwarded-proto" };
const config = { trustHost: true, providers: [GitHub] };

/** @type {(address: string, index: number) => boolean} */
const nearest = (_address, index) => index === 0;

export const app = express();
app.use(clientIp(path, { seal: { onUnresolved: "reject" } }));
app.set("trust proxy", nearest);
app.use("/auth", ExpressAuth(config));

app.get("/", (req, res) => {
  getSession(req, config).then(
    (session) => res.send(`Hello ${session?.user?.name ?? "stranger"}\n`),
    () => res.sendStatus(500),
  );
});
