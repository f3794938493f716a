// Auth.js without us. Run by a test.
import { ExpressAuth, getSession } from "@auth/express";
import GitHub from "@auth/express/providers/github";
import express from "express";

const config = { trustHost: true, providers: [GitHub] };

export const app = express();
app.use("/auth", ExpressAuth(config));

app.get("/", (req, res) => {
  getSession(req, config).then(
    () => res.send("Hello\n"),
    (error) => res.send(String(error)),
  );
});
