/** The equal command line and YAML: always shown, always ready to copy. */
import { useApi } from "../api/hooks";
import { useWords } from "../texts";
import { CopyButton } from "./parts";

export interface Said {
  command: string;
  yaml?: string | null;
}

export function CommandBlock({ said }: { said: Said }) {
  const { t } = useWords();
  return (
    <div className="command">
      <h3>{t("command.line")}</h3>
      <div className="with-copy">
        <pre tabIndex={0} aria-label={t("command.line")}>{said.command}</pre>
        <CopyButton words={said.command} label={t("command.line")} />
      </div>
      {said.yaml && (
        <details className="more" open>
          <summary>{t("command.yaml")}</summary>
          <div className="with-copy">
            <pre tabIndex={0} aria-label={t("command.yaml")}>{said.yaml}</pre>
            <CopyButton words={said.yaml} label={t("command.yaml")} />
          </div>
        </details>
      )}
    </div>
  );
}

/** As the server says it for a result. */
export function Command({ id }: { id: string | undefined }) {
  const { data } = useApi<Said>(id ? `results/${id}/command` : null);
  return data ? <CommandBlock said={data} /> : null;
}
