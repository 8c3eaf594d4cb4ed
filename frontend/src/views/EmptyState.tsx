import { useSession, useShown } from "../store/session";
import { isBusy } from "../store/run";
import { focusOn, GO } from "./focus";

const EXAMPLES = [
  {
    title: "A bakery",
    prompt:
      "A landing page for a bakery called Corner Crumb: navbar with Menu, Prices and Visit, a warm hero, a menu of six breads, pricing with 3 plans and a contact form",
  },
  {
    title: "Sign-in form",
    prompt: "A login form for Harbor, dark, with email, password, remember me and a forgot password link",
  },
  {
    title: "Team dashboard",
    prompt: "A dashboard with a sidebar, four statistics, a table of users with name, role and status, and an activity list",
  },
  {
    title: "Conference",
    prompt:
      "A page for a one-day conference in Lisbon: hero with the date, a schedule of talks, speakers, ticket prices, FAQ and a newsletter sign-up",
  },
];

export function EmptyState() {
  const { composer, generation } = useSession();
  const busy = useShown((state) => isBusy(state.run));
  const hasImages = useShown((state) => state.images.length > 0);
  if (busy) {
    return (
      <div className="preview-wait" role="status">
        <span className="pulse" />
        Connecting: the steps are below
      </div>
    );
  }
  if (hasImages) {
    return (
      <div className="empty">
        <h2>The screenshot is ready</h2>
        <p>Generate turns it into code, and shows the result beside the original to compare.</p>
      </div>
    );
  }
  return (
    <div className="empty">
      <h2>Describe a page, then watch it being made</h2>
      <p>Code and preview appear here as they arrive. Start with one of these, or write your own.</p>
      <ul className="examples">
        {EXAMPLES.map(({ title, prompt }) => (
          <li key={title}>
            <button
              type="button"
              onClick={() => {
                focusOn(GO);
                composer.edit({ prompt, mode: "create" });
                void generation.generate();
              }}
            >
              <strong>{title}</strong>
              <span>{prompt}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
