import { failAnswer, MAX_ANSWER, readAnswer } from "./answer-line.ts";
import type { Implementation, Question } from "./question.ts";

/**
 * A server to which each question is posted as JSON, and which answers with JSON.
 *
 * @param timeout for each answer, in milliseconds.
 */
export function serverAt(url: URL, timeout: number): Implementation {
  return {
    ask: async (question) => {
      const { ok, status, text } = await replyTo(question, url, timeout);
      if (!ok) return failAnswer(question.id, `the status ${status}`);
      if (text.length > MAX_ANSWER) return failAnswer(question.id, "a long body");
      return readAnswer(text, question);
    },
    close: () => {},
  };
}

/** @throws CommandError `vectors-answer` for no reply */
async function replyTo(
  question: Question,
  url: URL,
  timeout: number,
): Promise<{ readonly ok: boolean; readonly status: number; readonly text: string }> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(question),
      redirect: "error",
      signal: AbortSignal.timeout(timeout),
    });
    return { ok: response.ok, status: response.status, text: await response.text() };
  } catch (cause) {
    return failAnswer(question.id, `no reply (${String(cause)})`);
  }
}
