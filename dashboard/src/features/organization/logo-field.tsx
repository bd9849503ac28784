import { useRef, useState } from "react";
import { t } from "@/i18n";
import { Avatar } from "@/ui/bits";
import { Button } from "@/ui/button";

const SIDE = 96;
const LARGEST = 16_000;

interface Props {
  name: string;
  logo: string | null;
  onChange: (logo: string | null) => void;
  editable: boolean;
}

/** A picture, made small enough to be kept with the settings: it is fetched from nowhere else. */
export function LogoField({ name, logo, onChange, editable }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const pick = async (file: File | undefined) => {
    if (file === undefined) return;
    try {
      onChange(await shrink(file));
      setProblem(null);
    } catch {
      setProblem(t("logo.unreadable"));
    }
  };
  return (
    <div className="flex items-center gap-4">
      <Avatar name={name || "?"} image={logo} square size="size-14 text-xl rounded-xl" />
      <div className="flex flex-col gap-1.5">
        <span className="text-[0.8125rem] font-medium">{t("logo.label")}</span>
        {editable && (
          <div className="flex gap-2">
            <input
              ref={input}
              type="file"
              accept="image/png,image/jpeg,image/webp,image/svg+xml"
              className="sr-only"
              aria-label={t("logo.choose")}
              tabIndex={-1}
              onChange={(event) => void pick(event.target.files?.[0])}
            />
            <Button size="small" onClick={() => input.current?.click()}>
              {t("logo.choose")}
            </Button>
            {logo !== null && (
              <Button size="small" look="quiet" onClick={() => onChange(null)}>
                {t("logo.remove")}
              </Button>
            )}
          </div>
        )}
        {problem && (
          <p role="alert" className="text-xs text-danger-ink">
            {problem}
          </p>
        )}
      </div>
    </div>
  );
}

async function shrink(file: File): Promise<string> {
  const image = new Image();
  image.src = URL.createObjectURL(file);
  try {
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SIDE;
    const side = Math.min(image.naturalWidth || SIDE, image.naturalHeight || SIDE);
    const left = ((image.naturalWidth || SIDE) - side) / 2;
    const top = ((image.naturalHeight || SIDE) - side) / 2;
    canvas.getContext("2d")?.drawImage(image, left, top, side, side, 0, 0, SIDE, SIDE);
    for (const quality of [0.9, 0.7, 0.5]) {
      const url = canvas.toDataURL("image/webp", quality);
      if (url.length <= LARGEST) return url;
    }
    return canvas.toDataURL("image/jpeg", 0.6);
  } finally {
    URL.revokeObjectURL(image.src);
  }
}
