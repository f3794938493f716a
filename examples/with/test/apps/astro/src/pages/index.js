export function GET({ clientAddress, locals }) {
  return Response.json({ local: locals.clientIp, address: clientAddress });
}
