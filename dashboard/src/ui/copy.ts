import { t } from "@/i18n";
import { toast } from "./toast";

/** Copies a text; over plain HTTP, where browsers have no clipboard for pages, the older way. */
export async function copy(text: string): Promise<boolean> {
  const clipboard: Clipboard | undefined = navigator.clipboard;
  const done = await (clipboard?.writeText(text).then(
    () => true,
    () => copyByEvent(text),
  ) ?? copyByEvent(text));
  if (!done) toast(t("ui.notCopied", { text }), "bad");
  return done;
}

function copyByEvent(text: string): boolean {
  const fill = (event: ClipboardEvent) => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
  };
  document.addEventListener("copy", fill);
  const done = document.execCommand("copy");
  document.removeEventListener("copy", fill);
  return done;
}
