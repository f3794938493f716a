import { failAnswer, MAX_ANSWER, readAnswer } from "./answer-line.ts";
import type { Implementation } from "./question.ts";

/**
 * A server to which each question is posted as JSON, and which answers with JSON.
 *
 * @param timeout for each answer, in milliseconds.
 */
export function serverAt(url: URL, timeout: number): Implementation {
  return {
    ask: async (question) => {
      try {
        const response = await fetch(url, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(question),
          redirect: "error",
          signal: AbortSignal.timeout(timeout),
        });
        const text = await response.text();
        if (!response.ok) return failAnswer(question.id, `the status ${response.status}`);
        if (text.length > MAX_ANSWER) return failAnswer(question.id, "a long body");
        return readAnswer(text, question);
      } catch (error) {
        if (error instanceof Error && error.name === "CommandError") throw error;
        return failAnswer(question.id, error instanceof Error ? error.message : "an error");
      }
    },
    close: () => {},
  };
}
