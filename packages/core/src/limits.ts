/** The most hops a path has, and a walk walks. */
export const MAX_HOPS = 32;

/**
 * The most characters of headers that one walk scans: three times as many as {@link MAX_HOPS} hops fill with an address each.
 * So many take some 10 to 30 microseconds; it is for this that it is no more.
 */
export const MAX_SCANNED = 4_096;

/** How far from its end an X-Forwarded-Client-Cert line is searched for the last element, in characters. */
export const MAX_XFCC = 8_192;

/** How many blanks are passed over behind one of its commas. Envoy writes none. */
export const MAX_XFCC_BLANKS = 8;

/** How many of its commas are looked at: a subject's name has fewer. */
export const MAX_XFCC_COMMAS = 128;

/** How many beginnings of an X-Forwarded-Client-Cert element are tried. */
export const MAX_XFCC_CANDIDATES = 8;

/** The most characters of a node in Forwarded, which is an address with a port or a word. */
export const MAX_FORWARDED_NODE = 256;
