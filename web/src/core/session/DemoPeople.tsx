import { LoaderCircle } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Avatar } from "@/ui/Avatar";

interface Props {
  people: { username: string; name: string; post: string }[];
  busy: string | null;
  onPick: (username: string) => void;
}

/** The demo company's cast: one click is one pair of eyes. */
export function DemoPeople({ people, busy, onPick }: Props) {
  const { t } = useTranslation("session");
  return (
    <section>
      <h2 className="si-or">
        <span>{t("demo")}</span>
      </h2>
      <p className="hy-faint" style={{ marginBottom: 10 }}>
        {t("demoHint")}
      </p>
      <ul className="si-people">
        {people.map(({ username, name, post }) => (
          <li key={username}>
            <button type="button" disabled={busy !== null} onClick={() => onPick(username)}>
              {busy === username ? <LoaderCircle className="si-spin" size={32} /> : <Avatar name={name} size={32} />}
              <span className="hy-grow">
                <b className="hy-ellipsis">{name}</b>
                <span className="hy-faint hy-ellipsis">{post}</span>
              </span>
              <code className="hy-faint">{username}</code>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
