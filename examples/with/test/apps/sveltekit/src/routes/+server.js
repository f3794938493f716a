export function GET({ getClientAddress, locals }) {
  return Response.json({ local: locals.clientIp, address: getClientAddress() });
}
