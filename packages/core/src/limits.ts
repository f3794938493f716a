/** Hops in a path, and hops that one walk passes. */
export const MAX_HOPS = 32;

/**
 * Characters of headers that one walk scans: three times as many as {@link MAX_HOPS} addresses
 * need. Scanning this many takes 10 to 30 µs. That cost sets the limit.
 */
export const MAX_SCANNED = 4_096;

/**
 * Characters at the end of an X-Forwarded-Client-Cert line in which the last element is searched.
 */
export const MAX_XFCC = 8_192;

/** Blanks that are skipped after one of its commas. Envoy writes none. */
export const MAX_XFCC_BLANKS = 8;

/** Commas of it that are examined. A subject's name has fewer. */
export const MAX_XFCC_COMMAS = 128;

/** Beginnings of an X-Forwarded-Client-Cert element that are tried. */
export const MAX_XFCC_CANDIDATES = 8;

/** Characters of a node in Forwarded: an address with a port, or a word. */
export const MAX_FORWARDED_NODE = 256;
