import { headers } from "next/headers";

export async function GET() {
  const found = await headers();
  const [route, proxy] = ["x-forwarded-for", "x-seen-by-proxy"].map((name) => found.get(name));
  return Response.json({ route, proxy });
}
