// Called middleware.js before Next 16.
import { NextResponse } from "next/server";

export default function proxy(request) {
  const headers = new Headers(request.headers);
  headers.set("x-seen-by-proxy", request.headers.get("x-forwarded-for") ?? "nothing");
  return NextResponse.next({ request: { headers } });
}
