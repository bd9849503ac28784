import { api, type Schemas } from "@/api/client";
import { Problem, type ProblemBody, problemOf, Unreachable } from "@/api/problem";
import type { ChatbotAt } from "./queries";

type Message = Schemas["MessageRead"];

/** One server-sent event. */
export interface ServerEvent {
  name: string;
  data: string;
}

/** Splits a stream of text into its events, however it is cut up on the way. */
export async function* eventsOf(chunks: AsyncIterable<string>): AsyncGenerator<ServerEvent> {
  let rest = "";
  for await (const chunk of chunks) {
    const blocks = (rest + chunk).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const lines = block.split("\n");
      const of = (field: string) =>
        lines
          .filter((line) => line.startsWith(`${field}:`))
          .map((line) => line.slice(field.length + 1).trimStart())
          .join("\n");
      yield { name: of("event"), data: of("data") };
    }
  }
}

/** Asks a chatbot and hands on its answer as it is made; resolves to the message that was kept. */
export async function ask(
  at: ChatbotAt,
  content: string,
  onText: (text: string) => void,
  signal: AbortSignal,
): Promise<Message> {
  const { data, response } = await api.POST(
    "/api/v1/orgs/{org_id}/workspaces/{workspace_id}/chatbots/{chatbot_id}/messages",
    { params: { path: at }, body: { content, stream: true }, parseAs: "stream", signal },
  );
  if (!response.ok || !data) throw await problemOf(response.clone());
  const stream = data as unknown as ReadableStream<Uint8Array>;
  for await (const event of eventsOf(textOf(stream))) {
    const body: unknown = JSON.parse(event.data);
    if (event.name === "delta") onText((body as { content: string }).content);
    if (event.name === "done") return body as Message;
    if (event.name === "error") throw new Problem(body as ProblemBody);
  }
  throw new Unreachable();
}

async function* textOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = stream.pipeThrough(new TextDecoderStream() as never).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value as unknown as string;
    }
  } finally {
    reader.releaseLock();
  }
}
