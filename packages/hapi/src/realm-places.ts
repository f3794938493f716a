import type { Resolver } from "@client-ip/node";
import type { Binding, Places } from "@client-ip/node/adapter";
import type { Request } from "@hapi/hapi";

/**
 * The paths of a server and of its plugins. That of the plugin to which the request's route belongs
 * answers, or of the nearest plugin around it that has one. Where none has one, and before a route
 * is found, it is the server's.
 */
export class RealmPlaces implements Places {
  readonly #request: Request;
  readonly #bound: Binding[];

  constructor(request: Request, outer: Binding) {
    this.#request = request;
    this.#bound = [outer];
  }

  bind(binding: Binding): void {
    this.#bound.push(binding);
  }

  current(): readonly Resolver[] {
    const bound = realmsOf(this.#request.route).map((realm) =>
      this.#bound.findLast(({ place }) => place === realm),
    );
    return [(bound.find((one) => one !== undefined) ?? this.#bound[0]!).resolver];
  }
}

/**
 * The realms of a server or a route, which hapi keeps for each plugin: its own, that of the plugin
 * around it, and so on to the server's. hapi's declarations lack the parent.
 */
export function realmsOf({ realm }: { readonly realm: object }): readonly object[] {
  const { parent }: { readonly parent?: object | null } = realm;
  return parent ? [realm, ...realmsOf({ realm: parent })] : [realm];
}
