/** All that the page shows is computed from this. Plain data. */
export interface PageState {
  /** The path as text or JSON, as `CLIENT_IP_PATH` holds it. */
  readonly path: string;
  /** The socket's peer: an address, `unix` or `invoker`. */
  readonly peer: string;
  /** The header lines as they were sent, one `Name: value` a line. */
  readonly headers: string;
  /** Whether the socket is encrypted. */
  readonly encrypted: boolean;
  /** PROXY headers in front of the request, as hexadecimal or as `PROXY TCP4 …`; may be empty. */
  readonly proxy: string;
  /** How many steps of the walk are shown; left out for all. */
  readonly step?: number;
}

/** What the page shows first: a forged header, which does not fool the path. */
export const FIRST: PageState = {
  path: "cloudflare secret=env:ORIGIN_SECRET > nginx 10.0.1.10 > app",
  peer: "10.0.1.10",
  headers: [
    "Host: shop.example",
    "X-Origin-Secret: value-of-ORIGIN_SECRET",
    "CF-Connecting-IP: 203.0.113.7",
    "X-Forwarded-For: 6.6.6.6, 203.0.113.7, 172.70.3.4",
    "User-Agent: curl/8.5.0",
  ].join("\n"),
  encrypted: false,
  proxy: "",
};
