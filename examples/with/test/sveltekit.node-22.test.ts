import { describeSvelteKit } from "./sveltekit.ts";

describeSvelteKit("sveltekit", "sveltekit-3");
