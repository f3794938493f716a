// cookie-session sends its secure cookie where nginx received HTTPS, and only there.
import { clientIp, nginx } from "@client-ip/express";
import cookieSession from "cookie-session";
import express from "express";

const { SESSION_SECRET } = process.env;
if (!SESSION_SECRET) throw new Error("SESSION_SECRET is not set");

export const app = express();
// The seal leaves one X-Forwarded-For and one X-Forwarded-Proto, from which Express has req.secure.
app.set("trust proxy", 1);
// nginx: proxy_set_header X-Forwarded-Proto $scheme;
app.use(clientIp({ ...nginx(), proto: "x-forwarded-proto" }, { seal: { onUnresolved: "reject" } }));
app.use(cookieSession({ name: "session", secret: SESSION_SECRET, secure: true, sameSite: "lax" }));

app.get("/", (req, res) => {
  Object.assign(req.session, { seen: true });
  res.send(`${req.ip}\n`);
});
