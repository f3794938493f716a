const { readdirSync, readFileSync } = require("node:fs");
const path = require("node:path");

const folder = path.join(__dirname, "../data");
const linesOf = (file) => readFileSync(path.join(folder, file), "utf8").trim().split("\n");

exports.files = readdirSync(folder)
  .filter((file) => file.endsWith(".jsonl") && file !== "proxy-headers.jsonl")
  .map((file) => file.slice(0, -".jsonl".length));

exports.vectors = (file) => {
  const chosen = file === undefined ? exports.files : [file];
  return chosen.flatMap((one) => linesOf(`${one}.jsonl`)).map((line) => JSON.parse(line));
};

exports.proxyHeaders = () => linesOf("proxy-headers.jsonl").map((line) => JSON.parse(line));
