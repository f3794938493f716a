import { createInterface } from "node:readline";

for await (const line of createInterface({ input: process.stdin })) {
  const { id, peer, headers } = JSON.parse(line);
  const lists = headers.filter(([name]) => name.toLowerCase() === "x-forwarded-for");
  const last = lists.flatMap(([, value]) => value.split(",")).at(-1);
  console.log(JSON.stringify({ id, ip: last?.trim() ?? peer }));
}
