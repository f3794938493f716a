import { describeReactRouter } from "./react-router.ts";

describeReactRouter("react-router", {});
