import { readFileSync } from "node:fs";
import { randomBytes, X509Certificate } from "node:crypto";
import { createServer as createHttp } from "node:http";
import { Socket } from "node:net";
import { Server, TLSSocket } from "node:tls";
import { describe, expect, it } from "vitest";
import { clientCertificateOf, uriNames } from "../../src/request/certificate.ts";

/** Node's text of a certificate's alternative names, and the URIs in it. */
const texts: readonly { text: string; names: readonly string[] | undefined; why: string }[] = [
  {
    text: "URI:spiffe://a/b",
    names: ["spiffe://a/b"],
    why: "the usual certificate of a mesh",
  },
  {
    text: "DNS:a.test, IP Address:10.0.0.1, URI:spiffe://a/b, email:a@b.test",
    names: ["spiffe://a/b"],
    why: "other kinds of names stand beside it",
  },
  {
    text: "URI:spiffe://a/b, URI:spiffe://a/c",
    names: ["spiffe://a/b", "spiffe://a/c"],
    why: "two names are both given: the resolver decides whether that is ambiguous",
  },
  {
    text: 'DirName:"CN = x, O = \\"URI:spiffe://a/gw\\", OU = y", URI:spiffe://a/b',
    names: ["spiffe://a/b"],
    why: "quoted text of another kind may hold what looks like a URI",
  },
  {
    text: 'URI:"spiffe://a/x\\u002c URI:spiffe://a/gw"',
    names: undefined,
    why: "CVE-2021-44532: a comma inside one URI must not make two of it",
  },
  {
    text: 'URI:spiffe://a/b, URI:"spiffe://a/x\\u002c y"',
    names: undefined,
    why: "one odd URI spoils the certificate: left out, it would hide that there are two",
  },
  { text: "DNS:a.test", names: undefined, why: "a certificate without a URI has no identity" },
  { text: "", names: undefined, why: "a certificate without alternative names" },
  { text: "URI:spiffe://a/b, ", names: undefined, why: "the text ends after a comma" },
  {
    text: 'URI:spiffe://a/b, DNS:"x',
    names: undefined,
    why: "the text ends inside a quoted value",
  },
  {
    text: 'URI:spiffe://a/b"c',
    names: undefined,
    why: "Node would have quoted this value",
  },
  {
    text: "spiffe://a/b",
    names: undefined,
    why: "the scheme of a URI is no type of name",
  },
  { text: ":x, URI:spiffe://a/b", names: undefined, why: "a name has a type" },
  {
    text: 'DirName:"", DNS:, URI:spiffe://a/b',
    names: ["spiffe://a/b"],
    why: "other kinds of names may be empty",
  },
  {
    text: "URI:spiffe://a/b,URI:spiffe://a/c",
    names: undefined,
    why: "Node writes a space after the comma",
  },
];

describe("quoted-uri: the URIs of a certificate", () => {
  it.each(texts)("of $text are $names: $why", ({ text, names }) => {
    expect(uriNames(text)).toEqual(names);
  });

  it("are found in linear time", () => {
    const long = `DNS:${'"\\'.repeat(200_000)}`;
    expect(uriNames(long)).toBeUndefined();
    expect(uriNames(`${"DNS:a, ".repeat(100_000)}URI:b`)).toEqual(["b"]);
  });
});

describe("the identity of a connection", () => {
  it("is undefined if the connection has no TLS", () => {
    expect(clientCertificateOf(new Socket())).toBeUndefined();
  });

  it.each([
    { authorized: true, authorizationError: null, identity: ["spiffe://test/gateway"] },
    { authorized: false, authorizationError: "DEPTH_ZERO_SELF_SIGNED_CERT", identity: undefined },
    // As Node leaves it if the server did not ask for a certificate.
    { authorized: false, authorizationError: null, identity: undefined },
    // As Node leaves it after a renegotiation with a certificate that no CA signed.
    { authorized: true, authorizationError: "DEPTH_ZERO_SELF_SIGNED_CERT", identity: undefined },
  ])(
    "certificate-verified: with authorized $authorized and error $authorizationError is $identity",
    ({ authorized, authorizationError, identity }) => {
      const socket = tlsSocket({ authorized, authorizationError });
      expect(clientCertificateOf(socket)?.names).toEqual(identity);
    },
  );

  it("is undefined if its certificate has no URI, or it only looks like one with TLS", () => {
    const fields = { authorized: true, authorizationError: null, isSessionReused: () => false };
    const bare = { ...fields, getPeerX509Certificate: () => x509Of("no-uri") };
    expect(clientCertificateOf(tlsSocket(bare))).toBeUndefined();
    const named = { ...fields, getPeerX509Certificate: () => x509Of("gateway") };
    expect(clientCertificateOf(Object.assign(new Socket(), named))).toBeUndefined();
  });

  it("is undefined if the peer sent no certificate", () => {
    const socket = tlsSocket({
      authorized: true,
      authorizationError: null,
      getPeerX509Certificate: () => undefined,
    });
    expect(clientCertificateOf(socket)).toBeUndefined();
  });
});

describe("certificate-of-one-ca: a certificate may be of several CAs", () => {
  const authorized = {
    authorized: true,
    authorizationError: null,
    isSessionReused: () => false,
  };
  const one = readFileSync(new URL("../certificates/ca.pem", import.meta.url));
  const text = new X509Certificate(one).toString();

  it.each<[boolean, string, object | null | undefined]>([
    [true, "a server without ca, which takes every public CA", {}],
    [true, "a server whose ca is empty", { ca: [] }],
    [true, "a socket without a server", undefined],
    [true, "a server that was taken away", null],
    [true, "two in one text", { ca: text + text }],
    [true, "two texts", { ca: [text, one] }],
    [
      true,
      "one in each of two forms of PEM",
      { ca: [text, text.replaceAll("CERT", "TRUSTED CERT")] },
    ],
    [true, "what is no certificate", { ca: text.replace("BEGIN ", "BEGIN  ") }],
    [false, "one text", { ca: text }],
    [false, "one text with a key", { ca: one }],
    [false, "an array of one", { ca: [one] }],
  ])("is %s of %s", (severalCas, _what, server) => {
    expect(
      clientCertificateOf(tlsSocket({ ...authorized, _tlsOptions: { server } })),
    ).toMatchObject({ severalCas });
  });

  it.each<[boolean, string, object]>([
    [true, "a server with a callback for names", { _SNICallback: () => {} }],
    [true, "keys of tickets", of(new Server({ ca: text, ticketKeys: randomBytes(48) }))],
    [true, "a store of sessions", of(new Server({ ca: text }).on("resumeSession", () => {}))],
    [true, "a server that is not known", of({ ca: text })],
    [true, "no server at all", { _tlsOptions: undefined }],
    [false, "a server with neither", {}],
    [false, "a server that handed it to another", { server: createHttp() }],
  ])("of a resumed session, is uncertain (%s) with %s", (uncertain, _what, fields) => {
    const resumed = { ...authorized, isSessionReused: () => true, ...of(new Server({ ca: text })) };
    const certificate = clientCertificateOf(tlsSocket({ ...resumed, ...fields }));
    expect(certificate).toMatchObject({ uncertain, severalCas: uncertain });
    const fresh = clientCertificateOf(tlsSocket({ ...resumed, ...fields, ...authorized }));
    expect(fresh).toMatchObject({ uncertain: false });
  });
});

/** What Node notes on a socket of its server that established TLS. */
function of(server: object): object {
  return { _tlsOptions: { server } };
}

/** A TLS socket after its handshake, with the gateway's certificate unless another is given. */
function tlsSocket(fields: object): TLSSocket {
  return Object.assign(Object.create(TLSSocket.prototype) as TLSSocket, {
    getPeerX509Certificate: () => x509Of("gateway"),
    ...fields,
  });
}

function x509Of(name: string): X509Certificate {
  return new X509Certificate(readFileSync(new URL(`../certificates/${name}.pem`, import.meta.url)));
}
