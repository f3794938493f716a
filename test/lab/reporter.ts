import type { Reporter, TestModule } from "vitest/node";

/** Prints a line for each scenario: what its application saw, and how often. */
export default class LaboratoryReporter implements Reporter {
  onTestModuleEnd(module: TestModule): void {
    for (const suite of module.children.suites()) {
      const counts = new Map<string, number>();
      for (const test of suite.children.allTests()) {
        const { saw } = test.meta();
        if (saw !== undefined) counts.set(saw, (counts.get(saw) ?? 0) + 1);
      }
      const saw = [...counts].map(([who, times]) => `${who} × ${times}`).join(", ");
      const passed = suite.state() === "passed" ? "✓" : "✗";
      console.log(`${passed} ${suite.name}${saw === "" ? "" : `: saw ${saw}`}`);
    }
  }
}
