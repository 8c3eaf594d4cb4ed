import { type FormEvent, useState } from "react";
import { useSession } from "../store/session";
import { focusOn, PROMPT } from "./focus";

/** Shown where the service has AUTH_TOKEN set and this browser has not given it yet. */
export function Unlock() {
  const session = useSession();
  const [token, setToken] = useState("");
  const [isWrong, setWrong] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const isRight = await session.unlock(token.trim());
    setWrong(!isRight);
    if (isRight) focusOn(PROMPT);
  };
  return (
    <div className="empty">
      <h2>This service asks for an access token</h2>
      <p>Whoever runs it has set AUTH_TOKEN. The token is kept as a cookie of this site until the browser closes.</p>
      <form className="unlock" onSubmit={(event) => void submit(event)}>
        <label>
          <span className="visually-hidden">Access token</span>
          <input
            type="password"
            value={token}
            autoComplete="current-password"
            placeholder="Access token"
            onChange={(event) => setToken(event.target.value)}
          />
        </label>
        <button type="submit" className="button primary" disabled={token.trim() === ""}>
          Unlock
        </button>
      </form>
      {isWrong && (
        <p className="problem" role="alert">
          That is not the token.
        </p>
      )}
    </div>
  );
}
