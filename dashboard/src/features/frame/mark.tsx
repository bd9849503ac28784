import picture from "@/app/icon.svg?raw";
import { cn } from "@/ui/cn";

/** The mark of the product, drawn in the page itself: as an image it would be a document of its own. */
export const Mark = ({ className }: { className?: string }) => (
  <span
    className={cn("block", className)}
    // biome-ignore lint/security/noDangerouslySetInnerHtml: a file of ours, the same the tab shows
    dangerouslySetInnerHTML={{ __html: picture }}
  />
);
