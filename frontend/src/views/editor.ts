/** CodeMirror, in a chunk of its own: the page is usable before it arrives. */
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { html } from "@codemirror/lang-html";
import { bracketMatching, foldGutter, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, Transaction } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export interface Editor {
  /** The text is `code` now: appends when it only grew, so that a cursor and the undo history stay. */
  setCode: (code: string, live: boolean) => void;
  destroy: () => void;
}

const colours = HighlightStyle.define([
  { tag: [tags.tagName, tags.keyword], color: "var(--code-tag)" },
  { tag: [tags.attributeName, tags.propertyName], color: "var(--code-name)" },
  { tag: [tags.attributeValue, tags.string], color: "var(--code-string)" },
  { tag: [tags.number, tags.color, tags.unit, tags.atom], color: "var(--code-number)" },
  { tag: [tags.comment, tags.documentMeta, tags.angleBracket], color: "var(--code-quiet)" },
  { tag: [tags.className, tags.labelName], color: "var(--code-class)" },
]);

const look = EditorView.theme({
  "&": { height: "100%", backgroundColor: "transparent", color: "var(--text)", fontSize: "12.5px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--faint)", border: "none", paddingLeft: "6px" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine, &.cm-focused .cm-activeLineGutter": { backgroundColor: "var(--code-line)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "var(--light-soft)",
  },
  ".cm-cursor": { borderLeftColor: "var(--light)" },
  ".cm-content": { caretColor: "var(--light)", paddingBlock: "12px" },
  ".cm-panels": { backgroundColor: "var(--panel)", color: "var(--text)" },
});

export interface EditorSetup {
  parent: HTMLElement;
  code: string;
  live: boolean;
  onEdit: (code: string) => void;
  onSave: () => void;
}

const END_PX = 40; // closer to the end than this, a person is reading along

export function createEditor({ parent, code, live, onEdit, onSave }: EditorSetup): Editor {
  const access = new Compartment();
  let isLive = live;
  let shown = code; // the document as one string: to build it anew for every chunk would be quadratic
  let isFollowing = true;
  let lastTop = 0;
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: code,
      extensions: [
        lineNumbers(),
        foldGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        highlightActiveLine(),
        highlightSelectionMatches(),
        html(),
        syntaxHighlighting(colours),
        look,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": "Code of the page", tabindex: "0" }),
        keymap.of([
          { key: "Mod-s", run: () => (onSave(), true), preventDefault: true },
          // Mod-Enter belongs to Generate.
          ...defaultKeymap.filter(({ key }) => key !== "Mod-Enter"),
          ...historyKeymap,
          ...searchKeymap,
        ]),
        access.of(EditorState.readOnly.of(live)),
        EditorView.updateListener.of((update) => {
          const isByHand = !update.transactions.some((one) => one.annotation(Transaction.remote));
          if (!update.docChanged || !isByHand) return;
          shown = update.state.doc.toString();
          onEdit(shown);
        }),
        EditorView.domEventHandlers({
          scroll: (_, { scrollDOM: { scrollTop, clientHeight, scrollHeight } }) => {
            if (scrollTop + clientHeight > scrollHeight - END_PX) isFollowing = true;
            else if (scrollTop < lastTop) isFollowing = false; // growing text moves the end away, only a person goes up
            lastTop = scrollTop;
          },
        }),
      ],
    }),
  });

  const setCode = (next: string, nextLive: boolean): void => {
    if (next !== shown) {
      const end = view.state.doc.length; // not `shown.length`: the document counts every line break as one
      const grew = next.startsWith(shown);
      const insert = grew ? next.slice(shown.length) : next;
      const changes = view.state.changes({ from: grew ? end : 0, to: end, insert });
      shown = next;
      view.dispatch({
        changes,
        annotations: [Transaction.remote.of(true), Transaction.addToHistory.of(false)],
        effects: nextLive && isFollowing ? EditorView.scrollIntoView(changes.newLength, { y: "end", yMargin: 12 }) : [],
      });
    }
    if (nextLive !== isLive) {
      isLive = nextLive;
      view.dispatch({ effects: access.reconfigure(EditorState.readOnly.of(nextLive)) });
    }
  };
  return { setCode, destroy: () => view.destroy() };
}
