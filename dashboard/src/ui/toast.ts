export interface Message {
  id: number;
  text: string;
  kind: "good" | "bad";
  action?: { label: string; run: () => void };
}

let messages: Message[] = [];
let next = 0;
const listeners = new Set<() => void>();

function publish(changed: Message[]): void {
  messages = changed;
  for (const listener of listeners) listener();
}

/** Says what happened, in the corner, for a few seconds. */
export function toast(text: string, kind: Message["kind"] = "good", action?: Message["action"]) {
  next += 1;
  publish([...messages.slice(-2), { id: next, text, kind, ...(action ? { action } : {}) }]);
}

/** What the corner shows; it is drawn by `Toasts`, which is loaded once the page is there. */
export const toasts = {
  shown: () => messages,
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  take: (id: number) => publish(messages.filter((one) => one.id !== id)),
};
