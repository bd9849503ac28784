import { useState } from "react";
import { PlanProblem } from "@/features/plan/way-out";
import { t } from "@/i18n";
import { Button } from "@/ui/button";
import { Actions } from "@/ui/dialog";
import { AreaField, TextField } from "@/ui/field";
import { useForm } from "@/ui/form";
import { Switch } from "@/ui/switch";
import { type Typing, useTyping } from "@/ui/version";
import type { Chatbot } from "./queries";

export interface ChatbotValues {
  name: string;
  description: string | null;
  model: string | null;
  instructions: string | null;
  is_active: boolean;
}

interface Props {
  chatbot?: Chatbot;
  typing?: Typing;
  action: string;
  cancel?: () => void;
  disabled?: boolean;
  send: (values: ChatbotValues) => Promise<void>;
}

/** What makes a chatbot what it is. */
export function ChatbotForm({ chatbot, typing, action, cancel, disabled = false, send }: Props) {
  const [active, setActive] = useState(chatbot?.is_active ?? true);
  const initial = {
    name: chatbot?.name ?? "",
    description: chatbot?.description ?? "",
    instructions: chatbot?.instructions ?? "",
    model: chatbot?.model ?? "",
  };
  const form = useForm(initial, (values) =>
    send({
      name: values.name,
      description: values.description.trim() || null,
      instructions: values.instructions.trim() || null,
      model: values.model.trim() || null,
      is_active: active,
    }),
  );
  const changed = form.dirty || active !== (chatbot?.is_active ?? true);
  useTyping(typing, changed);
  return (
    <form onSubmit={form.submit}>
      <fieldset disabled={disabled} className="flex flex-col gap-4">
        <PlanProblem problem={form.problem} discard={typing?.discard} />
        <TextField {...form.field("name")} label={t("field.name")} maxLength={100} required />
        <TextField {...form.field("description")} label={t("field.description")} maxLength={1000} />
        <AreaField
          {...form.field("instructions")}
          label={t("chatbots.instructions")}
          hint={t("chatbots.instructionsHint")}
          placeholder={t("chatbots.instructionsExample")}
          maxLength={32_000}
          rows={6}
        />
        <TextField
          {...form.field("model")}
          label={t("chatbots.model")}
          hint={t("chatbots.modelHint")}
          placeholder={t("chatbots.modelDefault")}
          maxLength={200}
          spellCheck={false}
        />
        <Switch
          label={t("chatbots.active")}
          hint={t("chatbots.activeHint")}
          checked={active}
          onChange={setActive}
          disabled={disabled}
        />
      </fieldset>
      {!disabled && (
        <Actions>
          {cancel && <Button onClick={cancel}>{t("ui.cancel")}</Button>}
          <Button
            type="submit"
            look="primary"
            busy={form.busy}
            disabled={chatbot !== undefined && !changed}
          >
            {action}
          </Button>
        </Actions>
      )}
    </form>
  );
}
