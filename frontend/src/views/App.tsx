import { useEffect } from "react";
import { useSession } from "../store/session";
import { ComposerPanel } from "./ComposerPanel";
import { ResultPanel } from "./ResultPanel";
import { TopBar } from "./TopBar";
import { WirePanel } from "./WirePanel";

export function App() {
  const session = useSession();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        void session.generation.generate();
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [session]);
  return (
    <div className="app">
      <TopBar />
      <main className="work">
        <ComposerPanel />
        <ResultPanel />
      </main>
      <WirePanel />
    </div>
  );
}
