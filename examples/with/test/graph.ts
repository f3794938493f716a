/** Asks a GraphQL server who the client is. */
export async function clientOf(port: number, path: string, list?: string): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(list === undefined ? {} : { "x-forwarded-for": list }),
    },
    body: JSON.stringify({ query: "{ client }" }),
  });
  return response.json();
}
