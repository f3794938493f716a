/** The most hops that a path has, and that one walk passes. */
export const MAX_HOPS = 32;

/**
 * The most characters of headers that one walk scans. {@link MAX_HOPS} addresses need a third of
 * them. Scanning them takes 10 to 30 µs; that cost sets the limit.
 */
export const MAX_SCANNED = 4_096;

/**
 * How many characters at the end of an X-Forwarded-Client-Cert line are searched for its element.
 */
export const MAX_XFCC = 8_192;

/** How many blanks may follow a comma of X-Forwarded-Client-Cert. Envoy writes none. */
export const MAX_XFCC_BLANKS = 8;

/** How many commas of X-Forwarded-Client-Cert are examined. A certificate's subject has fewer. */
export const MAX_XFCC_COMMAS = 128;

/** How many possible beginnings of an X-Forwarded-Client-Cert element are tried. */
export const MAX_XFCC_CANDIDATES = 8;

/** The maximum length of a node in Forwarded: an address with a port, or a word. */
export const MAX_FORWARDED_NODE = 256;
