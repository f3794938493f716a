import { describeAdonis } from "./adonisjs.ts";

describeAdonis("adonisjs", "package.json");
