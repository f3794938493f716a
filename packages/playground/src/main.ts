// The script of the page.
import { defineElements } from "./elements.ts";

defineElements();
