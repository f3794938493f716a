// express-session sends its secure cookie where nginx received HTTPS, and only there.
import { clientIp, nginx } from "@client-ip/express";
import express from "express";
import session from "express-session";

const { SESSION_SECRET } = process.env;
if (!SESSION_SECRET) throw new Error("SESSION_SECRET is not set");

export const app = express();
// The seal leaves one X-Forwarded-For and one X-Forwarded-Proto, from which Express has req.secure.
app.set("trust proxy", 1);
// nginx: proxy_set_header X-Forwarded-Proto $scheme;
app.use(clientIp({ ...nginx(), proto: "x-forwarded-proto" }, { seal: { onUnresolved: "reject" } }));
app.use(
  session({
    secret: SESSION_SECRET,
    resave: false,
    saveUninitialized: true,
    cookie: { secure: true, sameSite: "lax" },
  }),
);

app.get("/", (req, res) => {
  res.send(`${req.ip}\n`);
});
