import { useState } from "react";
import { useShown } from "../store/session";
import { Icon, type IconName } from "./Icon";
import { applyTheme, keptTheme, type Theme } from "./theme";

const NEXT: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };
const LOOKS: Record<Theme, { icon: IconName; label: string }> = {
  auto: { icon: "auto", label: "Theme: as the system" },
  light: { icon: "sun", label: "Theme: light" },
  dark: { icon: "moon", label: "Theme: dark" },
};

export function TopBar() {
  const [theme, setTheme] = useState(keptTheme);
  const server = useShown((state) => state.server);
  const version = useShown((state) => state.capabilities?.version ?? "");
  const choose = (next: Theme): void => {
    applyTheme(next);
    setTheme(next);
  };
  return (
    <header className="topbar">
      <h1 className="brand">
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path
            className="brand-wire"
            d="M2.5 7.5l4 10L12 8l5.5 9.5 2.6-6.4"
            fill="none"
            strokeWidth="2"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
          <circle className="brand-light" cx="21" cy="7" r="2.4" />
        </svg>
        Wirelight
      </h1>
      <p className="tagline">Pages from words and screenshots, with every step in sight</p>
      <div className="topbar-end">
        <p className="server-state" role="status">
          <span className="lamp" data-state={server} />
          {server === "here" && `Server ${version} ready`}
          {server === "unknown" && "Looking for the server"}
          {server === "away" && "Server not reachable"}
          {server === "locked" && "Asks for an access token"}
        </p>
        <button
          type="button"
          className="icon-button"
          title={LOOKS[theme].label}
          aria-label={`${LOOKS[theme].label}. Change`}
          onClick={() => choose(NEXT[theme])}
        >
          <Icon name={LOOKS[theme].icon} />
        </button>
      </div>
    </header>
  );
}
