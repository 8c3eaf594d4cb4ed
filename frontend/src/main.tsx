import "@fontsource-variable/geist/wght.css";
import "@fontsource-variable/geist-mono/wght.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/composer.css";
import "./styles/past.css";
import "./styles/empty.css";
import "./styles/result.css";
import "./styles/code.css";
import "./styles/compare.css";
import "./styles/remarks.css";
import "./styles/wire.css";
import "./styles/live.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { backendAt } from "./backend";
import { Session, SessionContext } from "./store/session";
import { App } from "./views/App";
import { applyTheme, keptTheme } from "./views/theme";

applyTheme(keptTheme());
const session = new Session(backendAt(import.meta.env, location.origin));
session.start();

// The editor is fetched while nothing else happens, so that it is there even when the server is not.
setTimeout(() => void import("./views/editor").catch(() => undefined), 1_500);

const root = document.getElementById("root");
if (root === null) throw new Error("index.html lacks #root");
createRoot(root).render(
  <StrictMode>
    <SessionContext value={session}>
      <App />
    </SessionContext>
  </StrictMode>,
);
