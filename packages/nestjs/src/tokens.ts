/** The gate of the module's own options. */
export const GATE: symbol = Symbol.for("@client-ip/nestjs gate");

/**
 * The provider of the resolver that `ClientIpModule` was configured with: its counts and alarms,
 * and requests that no middleware of Nest sees. `ClientIpModule.forRoot` shows it.
 */
export const CLIENT_IP_RESOLVER: symbol = Symbol.for("@client-ip/nestjs resolver");
