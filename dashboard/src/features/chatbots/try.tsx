import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Bot, CornerDownLeft, Square } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { t } from "@/i18n";
import { permits, usePlace } from "@/place/place";
import { useUser } from "@/session/use";
import { Card, Empty, Skeleton } from "@/ui/bits";
import { Button } from "@/ui/button";
import { cn } from "@/ui/cn";
import { inputStyle } from "@/ui/field";
import { FormProblem } from "@/ui/form";
import { type Chatbot, type ChatbotAt, messagesQuery } from "./queries";
import { ask } from "./stream";

interface Props {
  at: ChatbotAt;
  chatbot: Chatbot;
  frozen: boolean;
}

/** A conversation with a chatbot; the answer is shown as it is made. */
export function Try({ at, chatbot, frozen }: Props) {
  const { can, organization, context } = usePlace();
  const user = useUser();
  // Each has a conversation of their own; who has none reads what others said.
  const messagesOf = messagesQuery(at, permits(context)("chatbot:message") ? user.id : null);
  const history = useQuery(messagesOf);
  const client = useQueryClient();
  const [question, setQuestion] = useState("");
  const [pending, setPending] = useState<{ asked: string; answer: string } | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const stopping = useRef<AbortController | null>(null);
  useEffect(() => () => stopping.current?.abort(), []);

  const send = async (event?: FormEvent) => {
    event?.preventDefault();
    const asked = question.trim();
    if (!asked || pending) return;
    const controller = new AbortController();
    stopping.current = controller;
    setPending({ asked, answer: "" });
    setProblem(null);
    setQuestion("");
    const more = (text: string) =>
      setPending((before) => before && { ...before, answer: before.answer + text });
    try {
      await ask(at, asked, more, controller.signal);
    } catch (error) {
      if (!controller.signal.aborted) {
        setProblem(error);
        setQuestion(asked);
      }
    }
    await client.invalidateQueries({ queryKey: messagesOf.queryKey });
    setPending(null);
  };
  const messages = history.data ?? [];
  const suspended = organization.subscription_status === "suspended" && t("suspended.readOnly");
  const refused = suspended || (frozen ? t("try.frozen") : chatbot.is_active ? null : t("try.off"));
  return (
    <Card className="flex h-130 flex-col">
      <h2 className="border-b border-line px-4 py-3 text-sm font-semibold">{t("try.title")}</h2>
      <Conversation>
        {history.isPending && <Skeleton className="h-16" />}
        {history.isSuccess && messages.length === 0 && !pending && (
          <Empty icon={Bot} title={t("try.empty")}>
            {t("try.emptyExplained")}
          </Empty>
        )}
        {messages.map((message) => (
          <Bubble key={message.id} mine={message.role === "user"} text={message.content} />
        ))}
        {pending && <Bubble mine text={pending.asked} />}
        {pending && <Bubble text={pending.answer || "…"} />}
      </Conversation>
      <div className="border-t border-line p-3">
        <FormProblem problem={problem} />
        {can("chatbot:message") && refused === null ? (
          <form onSubmit={send} className="mt-2 flex items-end gap-2 first:mt-0">
            <textarea
              aria-label={t("try.question")}
              placeholder={t("try.question")}
              value={question}
              rows={1}
              maxLength={32_000}
              onChange={(event) => setQuestion(event.target.value)}
              onKeyDown={(event) => onEnter(event, send)}
              className={cn(inputStyle, "h-auto max-h-40 min-h-9 resize-none py-2")}
            />
            {pending ? (
              <Button onClick={() => stopping.current?.abort()} aria-label={t("try.stop")}>
                <Square aria-hidden />
              </Button>
            ) : (
              <Button type="submit" look="primary" aria-label={t("try.send")}>
                <CornerDownLeft aria-hidden />
              </Button>
            )}
          </form>
        ) : (
          <p className="py-1 text-center text-[0.8125rem] text-soft">
            {refused ?? t("try.readOnly")}
          </p>
        )}
      </div>
    </Card>
  );
}

function onEnter(event: KeyboardEvent, send: () => Promise<void>): void {
  if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
  event.preventDefault();
  void send();
}

/** Keeps to the end of the conversation as it grows. */
function Conversation({ children }: { children: React.ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
  });
  return (
    <section
      ref={box}
      aria-live="polite"
      aria-label={t("try.title")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
      tabIndex={0}
      className="flex grow flex-col gap-3 overflow-y-auto p-4"
    >
      {children}
    </section>
  );
}

function Bubble({ mine = false, text }: { mine?: boolean; text: string }) {
  return (
    <div
      className={cn(
        "max-w-[85%] rounded-2xl px-3.5 py-2 text-[0.8125rem] break-words whitespace-pre-wrap",
        mine ? "self-end bg-primary text-on-primary" : "self-start border border-line bg-canvas",
      )}
    >
      {text}
    </div>
  );
}
