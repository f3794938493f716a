import { headers } from "next/headers";
import { createElement } from "react";

export default async function Page() {
  const client = (await headers()).get("x-forwarded-for");
  return createElement("p", null, `component: ${client}`);
}
