import express from "express";

export const app = express();
app.set("trust proxy", true);

app.get("/", (req, res) => {
  res.send(`${req.ip}`);
});
