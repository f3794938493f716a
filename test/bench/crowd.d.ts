import type { Socket } from "node:net";

export function possibleClients(wanted: number): number;
export function openAll<One>(
  count: number,
  open: () => One,
  pace?: { readonly atOnce: number; readonly pause: number },
): Promise<One[]>;
export function closed(socket: Socket): Promise<unknown>;
