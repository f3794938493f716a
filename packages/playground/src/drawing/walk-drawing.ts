/** A request and its walk, as data to draw. */
export interface WalkDrawing {
  /** Where the request was, client side first, the application last. */
  readonly places: readonly Place[];
  /** What the connection and the request hold. */
  readonly lines: readonly DrawnLine[];
  /** What else is known: the scheme, what was not read, warnings. */
  readonly notes: readonly string[];
  /** The answer in words. */
  readonly answer: string;
  /** Whether there is a client. */
  readonly resolved: boolean;
  /** The whole walk in words, one step a line. */
  readonly words: string;
}

/** The client, a hop or the application. */
export interface Place {
  readonly name: string;
  /** Its address, or what is known instead. */
  readonly detail: string;
  /**
   * - `client`: where the walk stopped.
   * - `passed`: a hop that the request came through, or the application.
   * - `failed`: a hop whose report could not be believed.
   * - `outside`: a hop of the path that the request did not come through.
   */
  readonly kind: "client" | "passed" | "failed" | "outside";
  readonly steps: readonly DrawnStep[];
}

/** One step of the walk, at the place that it is about. */
export interface DrawnStep {
  /** 1 being the first of the walk. */
  readonly number: number;
  /** In words, without the name of the place. */
  readonly text: string;
}

/** A header line, or a PROXY header. */
export interface DrawnLine {
  readonly name: string;
  /** The value by who wrote it, in order. */
  readonly pieces: readonly DrawnPiece[];
}

/** Some characters of a line. */
export interface DrawnPiece {
  readonly text: string;
  /** The name of the hop that wrote them; left out if they are the client's. */
  readonly by?: string;
}

/** A part of a picture, as SVG, and how much it takes from top to bottom. */
export interface Drawn {
  readonly svg: string;
  readonly height: number;
}
