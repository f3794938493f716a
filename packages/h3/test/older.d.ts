// As much of h3 1 as the tests use.
declare module "h3-1" {
  import type { RequestListener } from "node:http";
  import type { H3Event } from "h3";

  type Handler = (event: H3Event) => unknown;
  interface App {
    readonly handler: Handler;
    use(handler: Handler): App;
    use(route: string, handler: Handler): App;
  }
  interface Router {
    readonly handler: Handler;
    get(path: string, handler: Handler): Router;
    use(path: string, handler: Handler): Router;
  }
  interface Options {
    readonly onError?: (error: Error, event: H3Event) => unknown;
    readonly onAfterResponse?: (event: H3Event) => void;
  }
  export function createApp(options?: Options): App;
  export function createRouter(): Router;
  export function eventHandler(handler: Handler): Handler;
  export function getRequestIP(
    event: H3Event,
    options?: { xForwardedFor?: boolean },
  ): string | undefined;
  export function send(event: H3Event, body: string): Promise<void>;
  export function toNodeListener(app: App): RequestListener;
  export function useBase(base: string, handler: Handler): Handler;
}

/** A service worker's event, which h3 1 names. */
interface FetchEvent {
  respondWith(response: unknown): void;
}
