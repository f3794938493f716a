/** How the walk came to its end: nobody further out was recognised, PROXY LOCAL, or the list of a `repeat` hop ended. */
export type End = "stopped" | "made-by-hop" | "list-exhausted";
